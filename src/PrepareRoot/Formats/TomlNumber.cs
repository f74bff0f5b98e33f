using System;

namespace PrepareRoot.Formats;

/// <summary>
/// Which words are a TOML integer or float. They are not converted: no setting has one.
/// </summary>
internal static class TomlNumber
{
    /// <summary>
    /// Whether the word is a number; an integer has at most 64 bits with its sign, as TOML asks at
    /// least.
    /// </summary>
    internal static bool IsNumber(ReadOnlySpan<char> word)
    {
        var radix = word.Length < 3 || word[0] != '0' ? 10 : word[1] switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 10 };
        if (radix != 10)
            return DigitsAt(word[2..], radix) == word.Length - 2 && Fits(word[2..], radix, long.MaxValue);

        var isNegative = word.StartsWith('-');
        if (isNegative || word.StartsWith('+')) word = word[1..];
        if (word is "inf" or "nan") return true;

        var digits = DigitsAt(word, 10);
        if (digits == 0 || (word[0] == '0' && digits > 1)) return false;
        if (digits == word.Length) return Fits(word, 10, isNegative ? 1UL + long.MaxValue : long.MaxValue);
        return IsFraction(word[digits..]);
    }

    // .5, e-5 or .5e-5
    private static bool IsFraction(ReadOnlySpan<char> word)
    {
        if (word[0] == '.')
        {
            var digits = DigitsAt(word[1..], 10);
            if (digits == 0) return false;
            word = word[(1 + digits)..];
            if (word.IsEmpty) return true;
        }
        if (word[0] is not ('e' or 'E')) return false;
        word = word[1..];
        if (!word.IsEmpty && word[0] is '+' or '-') word = word[1..];
        return !word.IsEmpty && DigitsAt(word, 10) == word.Length;
    }

    // How many characters are digits, or single underscores between digits.
    private static int DigitsAt(ReadOnlySpan<char> word, int radix)
    {
        var end = 0;
        for (var i = 0; i < word.Length; i++)
        {
            if (Digit(word[i]) < radix) end = i + 1;
            else if (word[i] != '_' || end != i || i == 0) break;
        }
        return end;
    }

    private static bool Fits(ReadOnlySpan<char> digits, int radix, ulong most)
    {
        var value = 0UL;
        foreach (var c in digits)
        {
            if (c == '_') continue;
            var digit = (ulong)Digit(c);
            if (value > (most - digit) / (ulong)radix) return false;
            value = (value * (ulong)radix) + digit;
        }
        return true;
    }

    private static int Digit(char c) =>
        char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiHexDigit(c) ? (c | 0x20) - 'a' + 10 : int.MaxValue;
}
