using System.Collections.Generic;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// What <c>prepare-rootctl why</c> says: the members of its JSON, which
/// <c>docs/prepare-rootctl-json.md</c> documents.
/// </summary>
internal sealed record WhyReport
{
    /// <summary>The version of this form. It changes if a member changes its meaning.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The objects that were asked about.</summary>
    public required IReadOnlyList<ObjectReport> Objects { get; init; }

    /// <summary>Files that were asked about whose content is not an object.</summary>
    public required IReadOnlyList<FileReport> Files { get; init; }

    /// <summary>What could not be looked at.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>A file of an image.</summary>
/// <param name="Deployment">The deployment, or the image, from the root of the disk.</param>
/// <param name="Path">The path in the image, escaped.</param>
/// <param name="Inode">The number of its inode in the image.</param>
internal sealed record FileReport(string Deployment, string Path, ulong Inode);

/// <summary>An object.</summary>
internal sealed record ObjectReport
{
    /// <summary>Its path from the root of the disk, escaped.</summary>
    public required string Path { get; init; }

    /// <summary>Its digest; null if the image has none.</summary>
    public string? Digest { get; init; }

    /// <summary>What is wrong: one of <see cref="FindingCodes"/>; null if nothing is.</summary>
    public string? Code { get; init; }

    /// <summary>What was expected and found; null if nothing is wrong.</summary>
    public string? Cause { get; init; }

    /// <summary>The files that it is, in every image.</summary>
    public required IReadOnlyList<FileReport> Files { get; init; }

    /// <summary>How many there are besides.</summary>
    public long FilesLeftOut { get; init; }

    /// <summary>How to repair it, in order; empty if nothing is wrong.</summary>
    public required IReadOnlyList<string> Repair { get; init; }
}
