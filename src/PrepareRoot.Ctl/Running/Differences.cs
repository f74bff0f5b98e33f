using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Ctl.Running;

/// <summary>How a planned boot differs from the running one.</summary>
internal static class Differences
{
    private const string Plan = "plan";

    /// <summary>Compares what the record of the boot would say.</summary>
    internal static IReadOnlyList<Difference> Of(PlannedBoot boot, RunRecord record)
    {
        if (boot is not { Plan: { } plan, Deployment: { } deployment, Source.Facts: { } facts, Request.Policy: { } policy })
            return [];
        (string What, string? Planned, string? Running)[] members =
        [
            ("backend", deployment.Backend.Name, record.Backend),
            ("deployment", deployment.Path, record.Deployment),
            ("enabled", policy.Composefs.Name(), record.Enabled),
            ("image", facts.IsImage ? deployment.Image.Path : null, record.Image),
            ("digest", facts.Digest?.ToString(), record.Digest),
            ("trust", facts.TrustLevel.Name(), record.Trust),
            ("root-mode", policy.Root.Name(), record.RootMode),
        ];
        var differing = members
            .Where(member => member.Planned != member.Running)
            .Select(member => new Difference(member.What, member.Planned, member.Running));
        var planned = plan.ToLines();
        string[] running = [.. record.Plan.Select(WithoutUniqueName)];
        return
        [
            .. differing,
            .. planned.Except(running).Select(line => new Difference(Plan, line, null)),
            .. running.Except(planned).Select(line => new Difference(Plan, null, line)),
        ];
    }

    // The record has the name that mkdtemp(3) made.
    private static string WithoutUniqueName(string line)
    {
        var template = TransientDirectories.Etc.ToString();
        var prefix = template.TrimEnd('X');
        for (var at = line.IndexOf(prefix, StringComparison.Ordinal); at >= 0; at = line.IndexOf(prefix, at + template.Length, StringComparison.Ordinal))
        {
            if (at + template.Length > line.Length)
                break;
            line = line[..at] + template + line[(at + template.Length)..];
        }
        return line;
    }
}
