using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Checking;

/// <summary>A <see cref="CheckReport"/> as text for a person.</summary>
/// <param name="output">Where it is written.</param>
/// <param name="style">The colours.</param>
internal sealed class CheckText(TextWriter output, TerminalStyle style)
{
    private const int VerdictWidth = 9;
    private const int MaxFindings = 20;
    private const int MaxNameWidth = 40;

    /// <summary>Writes a boot in one line.</summary>
    /// <param name="boot">The boot.</param>
    /// <param name="nameWidth">How wide the names are.</param>
    internal void WriteLine(BootReport boot, int nameWidth)
    {
        var name = ConsoleText.Escape(boot.Name).PadRight(Math.Min(nameWidth, MaxNameWidth));
        var line = Mark(boot.Verdict) + " " + style.Strong(name) + "  " + Paint(boot.Verdict, Word(boot.Verdict).PadRight(VerdictWidth));
        if (boot.Findings.Count == 0)
            output.WriteLine(line + ConsoleText.Escape(Summary(boot)));
        else
            output.WriteLine(line + Show(boot.Findings[0]) + More(boot));
    }

    /// <summary>Writes a boot with everything that is known.</summary>
    internal void Write(BootReport boot)
    {
        output.WriteLine(
            Mark(boot.Verdict) + " " + style.Strong(ConsoleText.Escape(boot.Name)) + "  " + Paint(boot.Verdict, Word(boot.Verdict)) + "  "
            + ConsoleText.Escape(Summary(boot)));
        var lines = new LabelledText(output, style);
        foreach (var finding in boot.Findings.Take(MaxFindings))
            lines.Write(finding.Effect == Verdicts.Refused ? "refused" : finding.Effect, Show(finding));
        if (boot.Findings.Count + boot.FindingsLeftOut - MaxFindings is > 0 and var more)
            lines.Write("", more.Text() + " more" + (boot.FindingsLeftOut == 0 ? ", which --json lists" : "; --json lists " + boot.Findings.Count.Text()));
        lines.WriteList("to do", [.. boot.Findings.Select(finding => finding.Remedy).OfType<string>().Distinct().Take(1)]);
        lines.WriteList("warning", boot.Warnings, style.Warning);
        lines.WriteList("note", boot.Notes);
    }

    /// <summary>Writes what is to be said about all boots.</summary>
    internal void WriteNotes(IReadOnlyList<string> notes) => new LabelledText(output, style).WriteList("note", notes);

    private static string Summary(BootReport boot) => SummaryOfObjects(boot) + (boot.Warnings.Count == 0 ? "" : ", " + Count(boot.Warnings.Count, "warning"));

    private static string SummaryOfObjects(BootReport boot)
    {
        var seconds = boot.Seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";
        if (boot.Objects is not { } objects)
            return boot.Trust is null ? seconds : boot.Trust + ", " + seconds;
        var verified = objects.Checked == 0 ? ""
            : objects.Verified == objects.Checked ? ", " + Count(objects.Checked, "object") + " verified"
            : objects.Verified == 0 ? ", " + Count(objects.Checked, "object") + " compared by size"
            : ", " + Count(objects.Checked, "object") + ", " + objects.Verified.Text() + " of them verified";
        return boot.Trust + ", " + Count(objects.Files, "file") + verified + ", " + seconds;
    }

    private static string Count(long number, string what) => number.Text() + " " + what + (number == 1 ? "" : "s");

    private string Show(Finding finding)
    {
        var path = finding.Path is null ? "" : finding.Path + (finding.More == 0 ? "" : " and " + finding.More.Text() + " more") + ": ";
        return path + ConsoleText.Escape(finding.Cause) + "  " + style.Faint("[" + finding.Code + "]");
    }

    private static string More(BootReport boot) =>
        boot.Findings.Count - 1 + boot.FindingsLeftOut is > 0 and var more ? " and " + more.Text() + " more" : "";

    private string Mark(string verdict) => Paint(verdict, verdict is Verdicts.Boots or Verdicts.Damaged ? "●" : "○");

    private static string Word(string verdict) => verdict == Verdicts.Boots ? verdict : verdict.ToUpperInvariant();

    private string Paint(string verdict, string text) => verdict switch
    {
        Verdicts.Boots => style.Good(text),
        Verdicts.Damaged => style.Warning(text),
        _ => style.Bad(text),
    };
}
