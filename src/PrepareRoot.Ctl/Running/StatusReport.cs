using System.Collections.Generic;
using PrepareRoot.Ctl.Planning;

namespace PrepareRoot.Ctl.Running;

/// <summary>
/// What <c>prepare-rootctl status</c> says: the members of its JSON, which
/// <c>docs/prepare-rootctl-json.md</c> documents. What is null is left out there.
/// </summary>
internal sealed record StatusReport
{
    /// <summary>The version of this form. It changes if a member changes its meaning.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Whether prepare-root made the running root.</summary>
    public required bool Prepared { get; init; }

    /// <summary>Whether the kernel has what the record says.</summary>
    public required bool Agrees { get; init; }

    /// <summary>ostree or composefs.</summary>
    public string? Backend { get; init; }

    /// <summary>The deployment's directory, from the root of the disk.</summary>
    public string? Deployment { get; init; }

    /// <summary>The strictness: no, maybe, yes, verity or signed.</summary>
    public string? Enabled { get; init; }

    /// <summary>The image; null if the root is none.</summary>
    public ImageReport? Image { get; init; }

    /// <summary>Why the root is trusted.</summary>
    public TrustReport? Trust { get; init; }

    /// <summary>read-only, transient or transient-ro.</summary>
    public string? RootMode { get; init; }

    /// <summary>Whether a hotfix is mounted over <c>/usr</c>.</summary>
    public bool? Hotfix { get; init; }

    /// <summary>
    /// The refusal of an earlier boot, or of this one before it was mended; null if none is kept.
    /// </summary>
    public KeptRefusalReport? LastRefusal { get; init; }

    /// <summary>The mounts of the record, as the kernel has them.</summary>
    public required IReadOnlyList<RunningMount> Mounts { get; init; }

    /// <summary>What the kernel has otherwise than the record says.</summary>
    public required IReadOnlyList<Difference> Differences { get; init; }

    /// <summary>What is weaker than it could be.</summary>
    public required IReadOnlyList<string> Weaker { get; init; }

    /// <summary>What could not be found out.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>A refusal that was kept.</summary>
/// <param name="Code">The name of the fault.</param>
/// <param name="Cause">The cause; a long one is cut.</param>
/// <param name="Time">When it was refused, UTC; null if the clock of the machine was wrong.</param>
internal sealed record KeptRefusalReport(string Code, string Cause, string? Time);

/// <summary>A mount of the running system.</summary>
/// <param name="Target">The mount point.</param>
/// <param name="Type">The type of the file system.</param>
/// <param name="Access">ro or rw.</param>
/// <param name="Source">What is mounted.</param>
/// <param name="Recorded">Whether it is in the record.</param>
internal sealed record RunningMount(string Target, string Type, string Access, string Source, bool Recorded);
