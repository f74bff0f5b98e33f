using System;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Planning;

/// <summary>A <see cref="PlanReport"/> as text for a person.</summary>
/// <param name="output">Where it is written.</param>
/// <param name="style">The colours.</param>
internal sealed class PlanText(TextWriter output, TerminalStyle style)
{
    private readonly LabelledText _lines = new(output, style);

    /// <summary>Writes it.</summary>
    internal void Write(PlanReport report)
    {
        _lines.WriteAligned("asked", [.. report.Settings.Select(setting => (Show(setting), setting.Location))]);
        if (report.Policy is { } policy)
            _lines.Write("policy", style.Strong(policy.Enabled) + ", " + policy.Backend + Mode(policy), policy.EnabledBy.Length == 0 ? "the default" : policy.EnabledBy);
        if (report.Deployment is { } deployment)
            _lines.Write("deploy", Escape(deployment.Path) + (deployment.Hotfix ? ", with a hotfix of /usr" : ""));
        if (report.Image is { } image)
            _lines.Write("image", image.Digest ?? "no fs-verity", Shorten("disk:/" + image.Path, report));
        if (report.Trust is { } trust)
        {
            _lines.Write("trust", Trust(trust), trust.Key is null ? null : "key " + trust.Key);
            if (trust.Commit is { } commit)
                _lines.Write("", Escape(commit));
        }
        WriteMounts(report);
        _lines.WriteList("run", report.Run);
        _lines.WriteList("note", report.Notes);
        _lines.WriteList("warning", report.Warnings, style.Warning);
        WriteDifferences(report);
        if (report.Refusal is { } refusal)
            Write(refusal);
    }

    private void WriteMounts(PlanReport report)
    {
        if (report.Mounts.Count == 0)
            return;
        output.WriteLine();
        var tree = MountTree.Of(report.Mounts);
        var width = tree.Max(row => row.Branch.Length + row.Name.Length);
        foreach (var (branch, name, mount) in tree)
        {
            var target = style.Faint(branch) + style.Strong(Escape(name)) + new string(' ', width - branch.Length - name.Length) + "  ";
            output.WriteLine(target + (mount.Made is false ? style.Faint("not mounted: it would be") : Show(mount, report)));
            for (var i = 0; i < mount.Conditions.Count && mount.Made is not true; i++)
                output.WriteLine(new string(' ', width + 2) + style.Faint((i == 0 ? "" : "or ") + Escape(mount.Conditions[i])));
        }
        output.WriteLine();
    }

    private static string Show(PlannedMount mount, PlanReport report)
    {
        var access = mount.Access == "inherited" ? "as disk" : mount.Access;
        var what = mount.Layers.Count == 0 ? mount.Source : string.Join(" + ", mount.Layers);
        return mount.Type.PadRight(7) + "  " + string.Join(',', [access, .. mount.Options]) + "  " + Escape(Shorten(what, report))
            + (mount.Upper is null ? "" : ", writes to " + Escape(Shorten(mount.Upper, report)));
    }

    private void WriteDifferences(PlanReport report)
    {
        if (report.Differences is not { } differences)
            return;
        if (differences.Count == 0)
            _lines.Write("running", "this boot is the same");
        foreach (var difference in differences)
        {
            _lines.Write(
                difference == differences[0] ? "running" : "",
                difference.What + ": " + style.Strong(Escape(difference.Planned ?? "none")) + ", this boot has " + Escape(difference.Running ?? "none"));
        }
    }

    private void Write(RefusalReport refusal)
    {
        _lines.Write("refused", style.Bad(refusal.NeedsRoot ? "unknown" : "would not boot") + " [" + refusal.Code + "]: " + Escape(refusal.Cause));
        _lines.Write("to do", refusal.NeedsRoot ? "Run it as root: this user may not read it." : refusal.Remedy);
    }

    private string Trust(TrustReport trust) => trust.Level switch
    {
        "none" or "integrity" => style.Warning(trust.Because),
        _ => style.Good(trust.Because),
    };

    private static string Mode(PolicyReport policy) =>
        (policy.RootMode == "read-only" ? "" : ", root " + policy.RootMode)
        + (policy.MeasurePcr is { } pcr ? ", measured into PCR " + pcr.Text() : "");

    // The name of a deployment is long, and is in the list once already.
    private static string Shorten(string text, PlanReport report) =>
        report.Deployment is { } deployment ? text.Replace("disk:/" + deployment.Path + "/", "deployment:/", StringComparison.Ordinal) : text;

    private static string Show(Setting setting) => setting.Name + (setting.IsArgument ? "=" : " = ") + setting.Value;

    private static string Escape(string text) => ConsoleText.Escape(text);
}
