using System.IO;
using System.Linq;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Running;

/// <summary>A <see cref="StatusReport"/> as text for a person.</summary>
internal static class StatusText
{
    /// <summary>Writes it.</summary>
    internal static void Write(TextWriter output, TerminalStyle style, StatusReport report)
    {
        var lines = new LabelledText(output, style);
        if (!report.Prepared)
        {
            output.WriteLine("prepare-root did not make this root");
            lines.WriteList("note", report.Notes);
            WriteRefusal(lines, style, report);
            return;
        }
        lines.Write("boot", report.Agrees ? style.Good("as recorded") : style.Bad("differs from its record"));
        lines.Write("policy", style.Strong(report.Enabled!) + ", " + report.Backend + (report.RootMode == "read-only" ? "" : ", root " + report.RootMode));
        lines.Write("deploy", ConsoleText.Escape(report.Deployment!));
        if (report.Image is { } image)
            lines.Write("image", image.Digest ?? "no fs-verity", image.Path);
        var trust = report.Trust!;
        lines.Write("trust", trust.Level is "none" or "integrity" ? style.Warning(trust.Because) : style.Good(trust.Because));
        if (report.Mounts.Count > 0)
            WriteMounts(output, style, report);
        WriteRefusal(lines, style, report);
        lines.WriteList("weaker", report.Weaker, style.Warning);
        lines.WriteList("note", report.Notes);
        foreach (var difference in report.Differences)
        {
            lines.Write(
                difference == report.Differences[0] ? "differs" : "",
                style.Bad(ConsoleText.Escape(difference.What)) + ": " + ConsoleText.Escape(difference.Running ?? "none")
                + ", but the record has " + ConsoleText.Escape(difference.Planned ?? "none"));
        }
    }

    private static void WriteRefusal(LabelledText lines, TerminalStyle style, StatusReport report)
    {
        if (report.LastRefusal is { } refusal)
            lines.Write("refused", style.Warning("an earlier boot [" + ConsoleText.Escape(refusal.Code) + "]: " + ConsoleText.Escape(refusal.Cause)), refusal.Time ?? "");
    }

    private static void WriteMounts(TextWriter output, TerminalStyle style, StatusReport report)
    {
        output.WriteLine();
        var width = report.Mounts.Max(mount => ConsoleText.Escape(mount.Target).Length);
        foreach (var mount in report.Mounts)
        {
            output.WriteLine(
                style.Strong(ConsoleText.Escape(mount.Target).PadRight(width)) + "  " + mount.Access + "  " + mount.Type + "  "
                + ConsoleText.Escape(mount.Source) + (mount.Recorded ? "" : style.Warning("  not in the record")));
        }
        output.WriteLine();
    }
}
