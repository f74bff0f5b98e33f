using System;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using Tomlyn;
using Tomlyn.Parsing;

namespace PrepareRoot.Ctl;

/// <summary>
/// Reads <c>setup-root-conf.toml</c> with Tomlyn too. The boot program has a TOML reader of its own,
/// because Tomlyn is too large for it. Where the two disagree about a file, other programs that read
/// it may disagree as well.
/// </summary>
internal static class TomlSecondReader
{
    /// <summary>The warning that Tomlyn refuses the file; null if it reads it or there is none.</summary>
    /// <param name="root">The tree; null: the root of the process.</param>
    internal static string? Warning(string? root)
    {
        if (!InitramfsFile.Read(root, Options.DefaultSetupConfiguration, InitramfsConfiguration.Bound).Try(out var file, out var fault))
            throw FailureException.Of(fault);
        if (file.Content is null || Problem(Encoding.UTF8.GetString(file.Content)) is not { } problem)
            return null;
        return file.Path + problem.Place + ": prepare-root reads this, but another TOML reader (Tomlyn) refuses it: "
            + OffendingText.Quote(problem.Message);
    }

    private static (string Place, string Message)? Problem(string document)
    {
        try
        {
            var syntax = SyntaxParser.Parse(document, validate: true);
            if (!syntax.HasErrors)
                return null;
            var (first, start) = (syntax.Diagnostics[0], syntax.Diagnostics[0].Span.Start);
            return (":" + (start.Line + 1).Text() + ":" + (start.Column + 1).Text(), first.Message);
        }
        // Tomlyn throws the latter for some escapes of a surrogate.
        catch (Exception e) when (e is TomlException or ArgumentOutOfRangeException)
        {
            return ("", e.Message);
        }
    }
}
