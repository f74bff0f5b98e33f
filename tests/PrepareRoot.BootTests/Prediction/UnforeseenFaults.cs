using System.Collections.Generic;

namespace PrepareRoot.BootTests.Prediction;

/// <summary>The faults that no row of this machine has.</summary>
internal static class UnforeseenFaults
{
    /// <summary>Why not, by the fault's code.</summary>
    internal static readonly Dictionary<string, string> Reasons = new()
    {
        ["usage"] = "the unit in the initramfs gives the arguments",
        ["not-root"] = "the boot runs as root",
        ["run-missing"] = "/run is that of the initramfs",
        ["record-unwritable"] = "/run is that of the initramfs",
        ["sysroot-missing"] = "foreseen, but not here: what mounts the disk makes its mount point (CheckTests of the mount tests)",
        ["directory-missing"] = "the directory of --target and --root-fs is that of the initramfs",
        ["disk-unreadable"] = "a device that fails at the boot may not fail before, and the reverse",
        ["kernel-too-old"] = "the kernel that is at hand is asked, which may be another one than the one that boots",
        ["commit-failed"] = "another process changes the mounts while the program runs",
    };
}
