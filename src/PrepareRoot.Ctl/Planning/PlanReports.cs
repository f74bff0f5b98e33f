using System;
using System.Collections.Generic;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Deployments;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Ctl.Planning;

/// <summary>Makes the <see cref="PlanReport"/> of a boot.</summary>
internal static class PlanReports
{
    /// <summary>Makes it.</summary>
    /// <param name="boot">The boot.</param>
    /// <param name="notes">What is to be said about its input.</param>
    internal static PlanReport Of(PlannedBoot boot, IReadOnlyList<string> notes)
    {
        var settings = Settings(boot);
        var deployment = boot.Deployment;
        var facts = boot.Source?.Facts;
        return new PlanReport
        {
            Planned = boot.Refusal is null,
            Sysroot = boot.Input.Image ?? boot.Input.Sysroot,
            CommandLine = new CommandLineReport(boot.Input.CommandLine.Source, boot.Input.CommandLine.Text),
            Configuration = new ConfigurationReport(
                boot.Input.Configuration.Kind, boot.Input.Configuration.Path, boot.Configuration?.Files ?? []),
            Settings = settings,
            Policy = boot.Request is { } request ? Policy(request.Policy, settings) : null,
            Deployment = deployment is null
                ? null
                : new DeploymentReport(
                    deployment.Path, deployment.Commit.Length == 0 ? null : deployment.Commit, deployment.Hotfix != HotfixState.None),
            Image = facts?.IsImage is true ? new ImageReport(deployment!.Image.Path, facts.Digest?.ToString()) : null,
            Trust = facts is null ? null : Trust(boot, facts),
            Mounts = boot.Plan is null ? [] : PlannedMount.Of(boot),
            Run = PlannedRun.Of(boot),
            Warnings = boot.Warnings,
            Notes = [.. notes, .. Notes(boot)],
            Refusal = boot.Refusal is { } fault
                ? new RefusalReport(fault.Code.Name, fault.Cause, fault.Code.Remedy, boot.NeedsRoot)
                : null,
        };
    }

    private static IEnumerable<string> Notes(PlannedBoot boot)
    {
        if (boot.Configuration is { Files.Count: 0 })
            yield return "there is no configuration file, so the defaults apply";
        if (boot.AssumesKernel)
            yield return "the kernel is taken to be able to verify every file (Linux 6.6): asking this one needs root";
    }

    private static Setting[] Settings(PlannedBoot boot)
    {
        var ofCommandLine = Setting.Of(boot.Input.CommandLine);
        // Until the backend is known, every file counts.
        var readsSetupRoot = boot.Request?.Policy.Backend.ReadsSetupRootConfiguration ?? true;
        return boot.Configuration is { } configuration
            ? [.. ofCommandLine, .. Setting.Of(configuration, readsSetupRoot)]
            : [.. ofCommandLine];
    }

    private static PolicyReport Policy(RootPolicy policy, Setting[] settings) => new(
        policy.Backend.Name,
        policy.Composefs.Name(),
        EnabledBy(policy.Composefs, settings)?.Location ?? "",
        policy.Root.Name(),
        policy.MeasurePcr);

    // The setting that the mode is from: the configuration, the argument that raises it, or the
    // digest on the command line.
    private static Setting? EnabledBy(ComposefsMode mode, Setting[] settings)
    {
        var configured = Array.Find(settings, setting => setting.Name == Setting.Enabled);
        if (configured is not null && ComposefsModes.Parse(configured.Value) == mode)
            return configured;
        var argument = Array.Find(settings, setting => setting.Name == Setting.EnabledArgument);
        return argument is not null && ComposefsModes.ParseArgument(argument.Value) == mode
            ? argument
            : Array.Find(settings, setting => setting.Name is ImageArgument.Key or ImageArgument.DigestKey);
    }

    private static TrustReport Trust(PlannedBoot boot, RootFacts facts)
    {
        var level = facts.TrustLevel.Name();
        switch (facts.TrustLevel)
        {
            case TrustLevel.Signature:
                var signer = Signer.Of(boot);
                var because = signer.Commit is { } commit
                    ? "signed commit of " + DateTime.UnixEpoch.AddSeconds(Math.Min(commit.Timestamp, Year9999)).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null)
                    : "signed digest on the kernel command line";
                return new TrustReport(level, because, signer.Key, signer.Commit?.Path);
            case TrustLevel.CommandLine:
                return new TrustReport(level, "the kernel command line names the digest", null, null);
            case TrustLevel.Integrity:
                return new TrustReport(level, "not authenticated: files are verified against the image, and the image may be any", null, null);
            default:
                return new TrustReport(level, "nothing is verified", null, null);
        }
    }

    // The last second that DateTime has.
    private const ulong Year9999 = 253402300799;
}
