using System;
using System.Linq;

namespace PrepareRoot.Ctl;

/// <summary>An argument of a command that is printed for an administrator to type.</summary>
internal static class ShellWord
{
    private const string Plain = "/._-+=:,@%";

    /// <summary>The word as a POSIX shell reads it, in quotes only if it needs them.</summary>
    internal static string Of(string word) =>
        word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || Plain.Contains(character, StringComparison.Ordinal))
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
