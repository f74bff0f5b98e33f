namespace PrepareRoot.Requests;

/// <summary>
/// The kernel arguments that name a root. If the command line has none of them, the disk itself is
/// the root, unless the configuration requires verification.
/// </summary>
internal static class RootArguments
{
    /// <summary>libostree's link to the deployment.</summary>
    internal const string Ostree = "ostree";

    /// <summary>Android's boot slot, which selects a libostree deployment.</summary>
    internal const string AndroidSlot = "androidboot.slot_suffix";

    /// <summary>
    /// All names. The units have them in <c>ConditionKernelCommandLine=</c>. The scripts for
    /// initramfs without systemd get them from <c>prepare-rootctl initramfs</c>.
    /// </summary>
    internal static readonly string[] Names = [Ostree, ImageArgument.Key, ImageArgument.DigestKey, AndroidSlot];
}
