using System;

namespace PrepareRoot.Formats;

/// <summary>
/// Which words are a TOML date, time, or both, with or without the offset of a time zone (RFC
/// 3339).
/// </summary>
internal static class TomlDate
{
    private const int DateLength = 10;

    /// <summary>
    /// Whether the word is a date, a time, or a date, one character (<c>T</c>, <c>t</c> or a space)
    /// and a time, which then may have an offset.
    /// </summary>
    internal static bool IsDateOrTime(ReadOnlySpan<char> word)
    {
        if (!TryReadDate(ref word)) return TryReadTime(ref word) && word.IsEmpty;
        if (word.IsEmpty) return true;
        if (word[0] is not ('T' or 't' or ' ')) return false;
        word = word[1..];
        return TryReadTime(ref word) && IsOffsetOrNothing(word);
    }

    /// <summary>
    /// Whether the text goes on with a date and a space, after which a time may follow.
    /// </summary>
    internal static bool IsDateBeforeTime(ReadOnlySpan<char> word, ReadOnlySpan<char> after) =>
        word.Length == DateLength && TryReadDate(ref word) && after.Length > 1 && after[0] == ' ' && char.IsAsciiDigit(after[1]);

    private static bool TryReadDate(ref ReadOnlySpan<char> word)
    {
        if (word.Length < DateLength || word[4] != '-' || word[7] != '-'
            || !TryReadNumber(word[..4], out var year)
            || !TryReadNumber(word[5..7], out var month)
            || !TryReadNumber(word[8..10], out var day)
            || month is 0 or > 12)
        {
            return false;
        }
        var isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        var days = month switch { 2 => isLeap ? 29 : 28, 4 or 6 or 9 or 11 => 30, _ => 31 };
        word = word[DateLength..];
        return day is not 0 && day <= days;
    }

    // 18:30:00 and a fraction of a second of any length. RFC 3339 has a second 60, the leap second.
    private static bool TryReadTime(ref ReadOnlySpan<char> word)
    {
        if (word.Length < 8 || word[2] != ':' || word[5] != ':'
            || !TryReadNumber(word[..2], out var hour)
            || !TryReadNumber(word[3..5], out var minute)
            || !TryReadNumber(word[6..8], out var second)
            || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }
        word = word[8..];
        if (!word.StartsWith('.')) return true;

        var digits = word[1..].IndexOfAnyExceptInRange('0', '9');
        if (digits < 0) digits = word.Length - 1;
        word = word[(1 + digits)..];
        return digits > 0;
    }

    private static bool IsOffsetOrNothing(ReadOnlySpan<char> word) =>
        word is "" or "Z" or "z"
        || (word.Length == 6 && word[0] is '+' or '-' && word[3] == ':'
            && TryReadNumber(word[1..3], out var hour) && hour <= 23
            && TryReadNumber(word[4..6], out var minute) && minute <= 59);

    private static bool TryReadNumber(ReadOnlySpan<char> digits, out int value)
    {
        value = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c)) return false;
            value = (value * 10) + (c - '0');
        }
        return true;
    }
}
