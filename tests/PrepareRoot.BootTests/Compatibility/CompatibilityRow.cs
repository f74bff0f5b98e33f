using System.Collections.Generic;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>
/// A row of the table: a key or an argument, one value of it, and the result with the other program
/// and with ours. The tests run both programs and check the result; then the table is printed as
/// documentation.
/// </summary>
/// <param name="Subject">The key or argument, as Markdown.</param>
/// <param name="Case">Its value and what else matters, as Markdown.</param>
public sealed record CompatibilityRow(string Subject, string Case)
{
    /// <summary>Exit status of a program that prepared a root.</summary>
    public const int Prepared = 0;

    /// <summary>Exit status of a program that refused.</summary>
    public const int Failed = 1;

    /// <summary>The row's name in tests.</summary>
    public string Name => Subject + ": " + Case;

    /// <summary>The disk.</summary>
    public FixtureDisk Disk { get; init; } = FixtureDisk.Ostree;

    /// <summary>The kernel command line.</summary>
    public string CommandLine { get; init; } = CommandLines.OstreeA;

    /// <summary>
    /// Another path by which our program is called, and its arguments; null for the usual path,
    /// with SYSROOT and <see cref="CommandLine"/>.
    /// </summary>
    public string[]? Call { get; init; }

    /// <summary><c>/etc/ostree/prepare-root.conf</c>; null for none.</summary>
    public string? Configuration { get; init; }

    /// <summary>Other files of the initramfs: path and content.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// A file whose first block is changed on the disk itself, below the file system; null for none.
    /// </summary>
    public string? Damaged { get; init; }

    /// <summary>
    /// Changes the disk: a shell script that starts in its root directory. Null for nothing.
    /// </summary>
    public string? Change { get; init; }

    /// <summary>
    /// Prepares the machine before the program starts: a shell script that starts in <c>/run</c>.
    /// Null for nothing.
    /// </summary>
    public string? Before { get; init; }

    /// <summary>
    /// Whether the disk is mounted read-only, as <c>ro</c> on the command line makes systemd do.
    /// </summary>
    public bool ReadOnlyDisk { get; init; }

    /// <summary>Whether the new root has libostree's generator, which mounts <c>/var</c>.</summary>
    public bool HasGenerator { get; init; }

    /// <summary>How our result compares with the other program's.</summary>
    public Agreement Agreement { get; init; } = Agreement.Same;

    /// <summary>The fault with which our program refuses; null if it does not.</summary>
    public string? Refused { get; init; }

    /// <summary>Our program's exit status.</summary>
    public int Status => Refused is null ? Prepared : Failed;

    /// <summary>The other program's exit status, if it differs from ours.</summary>
    public int? OthersStatus { get; init; }

    /// <summary>
    /// All differences where both prepare a root: the name of the listing, <c>-</c> for the other
    /// program or <c>+</c> for ours, and the line. Without the permanent differences,
    /// <see cref="OurDifferences"/>.
    /// </summary>
    public string[] Differences { get; init; } = [];

    /// <summary>
    /// Why the other program can't be run, so that its result comes from reading its source; null
    /// if it is run.
    /// </summary>
    public string? OtherNotRun { get; init; }

    /// <summary>
    /// What is mounted at <c>/sysroot</c> and below when our program has ended
    /// (<see cref="MountTable.SysrootMounts"/>); null where it is compared with the other program's
    /// mounts.
    /// </summary>
    public string[]? Mounts { get; init; }

    /// <summary>
    /// What is in <c>/run</c> then (<see cref="RunListing"/>); null where it is compared with the
    /// other program's.
    /// </summary>
    public string[]? Run { get; init; }

    /// <summary>
    /// The warning on our program's standard error where it prepares the root; null if it is not
    /// checked.
    /// </summary>
    public string? Warning { get; init; }

    /// <summary>
    /// What both programs do, or only ours, as Markdown; null if <see cref="Status"/> is enough.
    /// </summary>
    public string? Does { get; init; }

    /// <summary>
    /// What the other program does, if it differs from ours, as Markdown; null if
    /// <see cref="OthersStatus"/> is enough.
    /// </summary>
    public string? OtherDoes { get; init; }

    /// <summary>The recorded run of the other program that replaces it; null for none.</summary>
    public string? Golden { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
