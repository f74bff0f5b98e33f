using System;
using System.Linq;
using System.Text;
using PrepareRoot.Faults;

namespace PrepareRoot.Fuzz;

/// <summary>What holds for every parser's result.</summary>
internal static class Checks
{
    // Quoted text has at most 960 characters: 160, each escaped.
    private const int MostMessage = 1500;

    /// <summary>Whether it is a value, whose invariants are checked. A fault has a message.</summary>
    internal static bool IsValue<T>(Result<T> result, Action<T>? check = null)
        where T : notnull
    {
        if (!result.Try(out var value, out var fault))
            return !IsMessage(fault.Cause);
        check?.Invoke(value);
        return true;
    }

    /// <summary>Whether there is no fault. A fault has a message.</summary>
    internal static bool IsNone(Fault? fault) => fault is null || !IsMessage(fault.Cause);

    /// <summary>
    /// A message is of one line of printable ASCII and has a bounded length, whatever it quotes.
    /// </summary>
    internal static bool IsMessage(string text)
    {
        Hold(text.Length is > 0 and <= MostMessage, "a message has " + text.Length + " characters");
        Hold(text.All(c => c is >= ' ' and <= '~' or '…'), "a message is not printable: " + text);
        return true;
    }

    internal static void Hold(bool holds, string problem)
    {
        if (!holds)
            throw new InvalidOperationException(problem);
    }

    internal static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    internal static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
