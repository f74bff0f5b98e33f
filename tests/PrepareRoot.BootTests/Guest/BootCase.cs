using PrepareRoot.BootTests.Fixtures;

namespace PrepareRoot.BootTests.Guest;

/// <summary>A run of the program in an initramfs, on a disk of its own choice.</summary>
/// <param name="Name">What it is called: a few words.</param>
/// <param name="Disk">The disk that is mounted at <c>/sysroot</c>.</param>
/// <param name="CommandLine">The kernel command line that the program is given.</param>
public sealed record BootCase(string Name, FixtureDisk Disk, string CommandLine)
{
    /// <summary><c>/etc/ostree/prepare-root.conf</c>; null for none.</summary>
    public string? Configuration { get; init; }

    /// <summary>The public keys in the place where they are looked for if the configuration does not say; null for none.</summary>
    public string? Keys { get; init; }

    /// <summary>What is done to the disk's sectors before it is mounted: a shell script whose first argument is the device. Null for nothing.</summary>
    public string? Damage { get; init; }

    /// <summary>What is done to the disk's files: a shell script that starts in its root directory. Null for nothing.</summary>
    public string? Change { get; init; }

    /// <summary>Whether <see cref="Change"/> may be made to a disk to which it was made before: cases with the same one then share a disk.</summary>
    public bool ChangeMayBeRepeated { get; init; }

    /// <summary>A shell script that looks at the new root, which it starts in: see <see cref="CaseFacts.Probe"/>.</summary>
    public string? Probe { get; init; }

    /// <summary>Whether every file of the new root is read, and writes are tried: it takes longer than all the rest.</summary>
    public bool IsThorough { get; init; }

    /// <summary>
    /// The program's system calls are recorded: options of strace, which may also make one of them fail. Null for nothing of it.
    /// See <see cref="CaseFacts.Trace"/>.
    /// </summary>
    public string? Strace { get; init; }

    /// <summary>Whether the kernel notes when the program changes the mount table: see <see cref="CaseFacts.Times"/>.</summary>
    public bool IsTimed { get; init; }

    /// <summary>Whether it needs a disk of which no other case sees what became of it.</summary>
    internal bool NeedsItsOwnDisk => Damage is not null || (Change is not null && !ChangeMayBeRepeated);
}
