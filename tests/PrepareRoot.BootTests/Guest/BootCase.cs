using PrepareRoot.BootTests.Fixtures;

namespace PrepareRoot.BootTests.Guest;

/// <summary>A run of the program in an initramfs.</summary>
/// <param name="Name">Its name: a few words.</param>
/// <param name="Disk">The disk that is mounted at <c>/sysroot</c>.</param>
/// <param name="CommandLine">The kernel command line that the program receives.</param>
public sealed record BootCase(string Name, FixtureDisk Disk, string CommandLine)
{
    /// <summary><c>/etc/ostree/prepare-root.conf</c>; null for none.</summary>
    public string? Configuration { get; init; }

    /// <summary><c>setup-root-conf.toml</c>; null for none.</summary>
    public string? SetupConfiguration { get; init; }

    /// <summary>The public keys, in the default key file; null for none.</summary>
    public string? Keys { get; init; }

    /// <summary>
    /// Changes the disk's sectors before it is mounted: a shell script whose first argument is the
    /// device. Null for nothing.
    /// </summary>
    public string? Damage { get; init; }

    /// <summary>
    /// Changes the disk's files: a shell script that starts in its root directory. Null for
    /// nothing.
    /// </summary>
    public string? Change { get; init; }

    /// <summary>
    /// Whether <see cref="Change"/> can run twice on one disk: cases with the same change then
    /// share a disk.
    /// </summary>
    public bool ChangeMayBeRepeated { get; init; }

    /// <summary>
    /// Whether <see cref="Change"/> is made in a copy of the disk's tree, whose files are hard
    /// links: it may replace files, but not write to them. Such cases share the unchanged disk.
    /// </summary>
    public bool IsCopied { get; init; }

    /// <summary>
    /// Whether <c>prepare-rootctl check</c> runs before the program: see
    /// <see cref="CaseFacts.Check"/>.
    /// </summary>
    public bool IsPredicted { get; init; }

    /// <summary>
    /// Whether <c>prepare-rootctl plan</c> runs before the program: see
    /// <see cref="CaseFacts.Plan"/>.
    /// </summary>
    public bool IsPlanned { get; init; }

    /// <summary>
    /// A shell script that examines the new root and starts in it: see
    /// <see cref="CaseFacts.Probe"/>.
    /// </summary>
    public string? Probe { get; init; }

    /// <summary>
    /// Whether every file of the new root is read, and writes are tried. This takes longer than
    /// everything else.
    /// </summary>
    public bool IsThorough { get; init; }

    /// <summary>
    /// Options of strace, which records the program's system calls and can make one fail. Null for
    /// no strace. See <see cref="CaseFacts.Trace"/>.
    /// </summary>
    public string? Strace { get; init; }

    /// <summary>
    /// Whether the kernel traces when the program changes the mount table: see
    /// <see cref="CaseFacts.Times"/>.
    /// </summary>
    public bool IsTimed { get; init; }

    /// <summary>Whether it needs a disk that no other case uses.</summary>
    internal bool NeedsItsOwnDisk => Damage is not null || (Change is not null && !ChangeMayBeRepeated && !IsCopied);
}
