using System.Globalization;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// A refusal that is kept until the next boot: three lines with the code, the time and the cause.
/// Whoever has root can write one.
/// </summary>
/// <param name="Code">The name of the fault.</param>
/// <param name="Time">When it was refused, in seconds since 1970.</param>
/// <param name="Cause">The cause.</param>
internal sealed record KeptRefusal(string Code, ulong Time, string Cause)
{
    /// <summary>The most bytes that it may have. The firmware has little room.</summary>
    internal const int Bound = 1024;

    private const int LongestCause = 240;

    /// <summary>The refusal as text. A long cause is cut.</summary>
    internal string ToText() => Code + "\n" + Time.Text() + "\n" + Shown + "\n";

    /// <summary>Whether it says the same but for the time.</summary>
    internal bool SaysAs(KeptRefusal other) => Code == other.Code && Shown == other.Shown;

    /// <summary>Reads one; null if it is none.</summary>
    internal static KeptRefusal? Parse(string text) =>
        text.Split('\n') is [{ Length: > 0 } code, var time, { Length: > 0 } cause, ""]
        && ulong.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? new KeptRefusal(code, seconds, cause)
            : null;

    private string Shown => ConsoleText.Escape(Cause) is { Length: > LongestCause } cause ? cause[..LongestCause] + "…" : ConsoleText.Escape(Cause);
}
