using System.Collections.Generic;
using PrepareRoot.Ctl.Inputs;

namespace PrepareRoot.Ctl.Planning;

/// <summary>
/// What <c>prepare-rootctl plan</c> says: the members of its JSON, which
/// <c>docs/prepare-rootctl-json.md</c> documents. What is null is left out there.
/// </summary>
internal sealed record PlanReport
{
    /// <summary>The version of this form. It changes if a member changes its meaning.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Whether there is a plan. If not, there is a <see cref="Refusal"/>.</summary>
    public required bool Planned { get; init; }

    /// <summary>Where the disk is mounted.</summary>
    public required string Sysroot { get; init; }

    /// <summary>The kernel command line.</summary>
    public required CommandLineReport CommandLine { get; init; }

    /// <summary>Where the configuration is from.</summary>
    public required ConfigurationReport Configuration { get; init; }

    /// <summary>What is asked for, and where.</summary>
    public required IReadOnlyList<Setting> Settings { get; init; }

    /// <summary>What the settings add up to.</summary>
    public PolicyReport? Policy { get; init; }

    /// <summary>The deployment.</summary>
    public DeploymentReport? Deployment { get; init; }

    /// <summary>The image; null if the root is none.</summary>
    public ImageReport? Image { get; init; }

    /// <summary>Why the root is trusted.</summary>
    public TrustReport? Trust { get; init; }

    /// <summary>The mounts, in the order in which they are made.</summary>
    public required IReadOnlyList<PlannedMount> Mounts { get; init; }

    /// <summary>What is left in <c>/run</c>.</summary>
    public required IReadOnlyList<string> Run { get; init; }

    /// <summary>What the boot warns of.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What this plan could not find out, and where it may differ from the boot.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>
    /// How it differs from the running boot; null if the system was not booted by prepare-root.
    /// </summary>
    public IReadOnlyList<Difference>? Differences { get; init; }

    /// <summary>Why the boot would be refused.</summary>
    public RefusalReport? Refusal { get; init; }
}

/// <summary>The kernel command line.</summary>
/// <param name="Source">What holds it.</param>
/// <param name="Text">All of it.</param>
internal sealed record CommandLineReport(string Source, string Text);

/// <summary>Where the configuration is from.</summary>
/// <param name="Kind">system, tree or initramfs.</param>
/// <param name="Path">The directory or the image.</param>
/// <param name="Files">The files that are there.</param>
internal sealed record ConfigurationReport(string Kind, string Path, IReadOnlyList<string> Files);

/// <summary>What the settings add up to.</summary>
/// <param name="Backend">ostree or composefs.</param>
/// <param name="Enabled">The strictness: no, maybe, yes, verity or signed.</param>
/// <param name="EnabledBy">The setting that it is from; empty for the default.</param>
/// <param name="RootMode">read-only, transient or transient-ro.</param>
/// <param name="MeasurePcr">The PCR that is extended.</param>
internal sealed record PolicyReport(string Backend, string Enabled, string EnabledBy, string RootMode, int? MeasurePcr);

/// <summary>The deployment.</summary>
/// <param name="Path">Its directory, from the root of the disk.</param>
/// <param name="Commit">For libostree, its commit.</param>
/// <param name="Hotfix">Whether it has a hotfix of <c>/usr</c>.</param>
internal sealed record DeploymentReport(string Path, string? Commit, bool Hotfix);

/// <summary>The image.</summary>
/// <param name="Path">Its path, from the root of the disk.</param>
/// <param name="Digest">Its fs-verity digest; null if it has none.</param>
internal sealed record ImageReport(string Path, string? Digest);

/// <summary>Why the root is trusted.</summary>
/// <param name="Level">none, integrity, command-line or signature.</param>
/// <param name="Because">In words.</param>
/// <param name="Key">The file and line of the key.</param>
/// <param name="Commit">The path of the signed commit.</param>
internal sealed record TrustReport(string Level, string Because, string? Key, string? Commit);

/// <summary>Why the boot would be refused.</summary>
/// <param name="Code">The name of the fault.</param>
/// <param name="Cause">What is wrong here.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="NeedsRoot">Whether only this user's permissions are missing.</param>
internal sealed record RefusalReport(string Code, string Cause, string Remedy, bool NeedsRoot);
