using System.Collections.Generic;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>
/// A row of the table: a key or an argument, one value of it, and what comes of that with the other program and with ours. The
/// tests run both and take nothing of it on trust; then it is printed as documentation.
/// </summary>
/// <param name="Subject">The key or argument, as Markdown.</param>
/// <param name="Case">Its value and what else matters, as Markdown.</param>
public sealed record CompatibilityRow(string Subject, string Case)
{
    /// <summary>Exit status of a program that did what it was asked to.</summary>
    public const int Prepared = 0;

    /// <summary>That of one that refused.</summary>
    public const int Failed = 1;

    /// <summary>What tests call it.</summary>
    public string Name => Subject + ": " + Case;

    /// <summary>The disk.</summary>
    public FixtureDisk Disk { get; init; } = FixtureDisk.Ostree;

    /// <summary>The kernel command line.</summary>
    public string CommandLine { get; init; } = CommandLines.OstreeA;

    /// <summary>Another path that ours is called by, and the words it is given then; null for the usual one, with SYSROOT and <see cref="CommandLine"/>.</summary>
    public string[]? Call { get; init; }

    /// <summary><c>/etc/ostree/prepare-root.conf</c>; null for none.</summary>
    public string? Configuration { get; init; }

    /// <summary>Other files of the initramfs: path and content.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>What was done to the disk: a shell script that starts in its root directory. Null for nothing.</summary>
    public string? Change { get; init; }

    /// <summary>What happened before the program starts: a shell script that starts in <c>/run</c>. Null for nothing.</summary>
    public string? Before { get; init; }

    /// <summary>Whether the disk is mounted read-only, as <c>ro</c> on the command line makes systemd do.</summary>
    public bool ReadOnlyDisk { get; init; }

    /// <summary>Whether the new root has libostree's generator, which mounts <c>/var</c>.</summary>
    public bool HasGenerator { get; init; }

    /// <summary>How ours relates to the other program.</summary>
    public Agreement Agreement { get; init; } = Agreement.Same;

    /// <summary>The fault that ours refuses it with; null if it does not.</summary>
    public string? Refused { get; init; }

    /// <summary>What ours exits with.</summary>
    public int Status => Refused is null ? Prepared : Failed;

    /// <summary>What the other program exits with, if not what ours does.</summary>
    public int? OthersStatus { get; init; }

    /// <summary>
    /// Where both prepare a root, all that differs: what it is of, <c>-</c> for the other's or <c>+</c> for ours, and the line. What always may
    /// differ, <see cref="OurDifferences"/>, is not among it.
    /// </summary>
    public string[] Differences { get; init; } = [];

    /// <summary>Why the other program can't be run here, so that what is said about it comes from reading it; null if it is run.</summary>
    public string? OtherNotRun { get; init; }

    /// <summary>What is mounted at <c>/sysroot</c> and below once ours is done (<see cref="MountTable.Sysroots"/>); null where another program says it.</summary>
    public string[]? Mounts { get; init; }

    /// <summary>What is in <c>/run</c> then (<see cref="RunListing"/>); null where another program says it.</summary>
    public string[]? Run { get; init; }

    /// <summary>What ours says of it on its standard error though it prepares the root; null if nothing is stated.</summary>
    public string? Warning { get; init; }

    /// <summary>What both do, or ours alone, as Markdown; null where it is said by <see cref="Status"/>.</summary>
    public string? Does { get; init; }

    /// <summary>What the other program does, if it is not what ours does, as Markdown; null where it is said by <see cref="OthersStatus"/>.</summary>
    public string? OtherDoes { get; init; }

    /// <summary>The golden run that takes its place; null for none.</summary>
    public string? Golden { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
