using System;
using System.Globalization;

namespace PrepareRoot.Formats;

/// <summary>
/// A point in time in a configuration file: <c>2026-11-22</c> or <c>2026-11-22T18:30:00Z</c> (RFC
/// 3339, UTC only).
/// </summary>
internal static class Timestamp
{
    private const int DateLength = 10;
    private const int FullLength = 20;

    /// <summary>Seconds since 1970; null if the text is invalid or before 1970.</summary>
    public static ulong? Parse(ReadOnlySpan<char> text)
    {
        if (text.Length is not (DateLength or FullLength)
            || text[4] != '-'
            || text[7] != '-'
            || Number(text[..4]) is not (>= 1970 and var year)
            || Number(text[5..7]) is not (>= 1 and <= 12 and var month)
            || Number(text[8..10]) is not (>= 1 and var day)
            || day > DateTime.DaysInMonth(year, month))
        {
            return null;
        }
        var days = (new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc) - DateTime.UnixEpoch).Days;
        var seconds = text.Length == DateLength ? 0 : SecondsOfDay(text[DateLength..]);
        return seconds is null ? null : ((ulong)days * 86400) + (ulong)seconds;
    }

    // T18:30:00Z
    private static int? SecondsOfDay(ReadOnlySpan<char> text)
    {
        if (text[0] != 'T' || text[3] != ':' || text[6] != ':' || text[9] != 'Z')
            return null;
        var hours = Number(text[1..3]);
        var minutes = Number(text[4..6]);
        var seconds = Number(text[7..9]);
        return hours is null or > 23 || minutes is null or > 59 || seconds is null or > 59
            ? null
            : (((hours * 60) + minutes) * 60) + seconds;
    }

    // TryParse alone ignores NUL characters at the end.
    private static int? Number(ReadOnlySpan<char> digits) =>
        !digits.Contains('\0') && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
