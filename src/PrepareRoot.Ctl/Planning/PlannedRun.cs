using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;
using PrepareRoot.Run;

namespace PrepareRoot.Ctl.Planning;

/// <summary>What a boot leaves in <c>/run</c>: the record, and what it needs there.</summary>
internal static class PlannedRun
{
    /// <summary>Lists it. A directory ends in a slash.</summary>
    internal static IReadOnlyList<string> Of(PlannedBoot boot)
    {
        if (boot is not { Plan: { } plan, Deployment: { } deployment, Source.Facts: { } facts })
            return [];
        var names = new List<string> { RunDirectory.JsonName, RunDirectory.InitramfsName };
        var isOstree = deployment.Backend.KeepsTransientStateInRun;
        if (isOstree)
        {
            names.AddRange(["ostree-booted", "ostree/", "ostree/.private/"]);
            if (boot.Request!.Policy.Composefs != ComposefsMode.Disabled)
                names.Add("ostree/.private/cfsroot-lower/");
        }
        if (boot.Request!.Policy.MountsVar)
            names.Add(TransientDirectories.MountVarMarker.Path);
        // Other layouts have it only where systemd found the disk by itself (/dev/gpt-auto-root).
        if (facts.IsImage && isOstree)
            names.Add("systemd/volatile-root");
        names.AddRange(plan.Steps
            .Where(step => step.Writes?.Upper.Area == Area.Run)
            .Select(step => step.Writes!.Upper.Parent.Path + "/"));
        return [.. names.Select(name => RunDirectory.Path + "/" + name)];
    }
}
