using System.Collections.Generic;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// What <c>prepare-rootctl check</c> says: the members of its JSON, which
/// <c>docs/prepare-rootctl-json.md</c> documents.
/// </summary>
internal sealed record CheckReport
{
    /// <summary>The version of this form. It changes if a member changes its meaning.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The worst verdict of the boots, one of <see cref="Verdicts"/>.</summary>
    public required string Verdict { get; init; }

    /// <summary>The boots that were checked.</summary>
    public required IReadOnlyList<BootReport> Boots { get; init; }
}

/// <summary>A boot.</summary>
internal sealed record BootReport
{
    /// <summary>The name of the boot entry, or of the deployment.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="Verdicts"/>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Why the root is trusted; null if the boot would be refused before.</summary>
    public string? Trust { get; init; }

    /// <summary>
    /// The path of the image from the root of the disk; null if the root is none.
    /// </summary>
    public string? Image { get; init; }

    /// <summary>The objects of the image; null if they were not checked.</summary>
    public ObjectsReport? Objects { get; init; }

    /// <summary>What is wrong, the worst first.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>How many findings there are besides.</summary>
    public long FindingsLeftOut { get; init; }

    /// <summary>What does not keep it from booting, but is not as it should be.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What was not checked, and where the boot may differ.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>How long it took.</summary>
    public double Seconds { get; init; }
}

/// <summary>The objects of an image.</summary>
/// <param name="Files">How many files have their content in an object, without hard links.</param>
/// <param name="Checked">
/// How many different objects were looked at; those that were looked at for another boot before are
/// not counted.
/// </param>
/// <param name="Verified">
/// Of how many the digest was compared. The others have the right size.
/// </param>
internal sealed record ObjectsReport(long Files, long Checked, long Verified);
