namespace PrepareRoot.Requests;

/// <summary>
/// The kernel arguments that say which root is meant. Where the command line has none of them, the
/// disk itself is the root, unless the configuration asks for verification.
/// </summary>
internal static class RootArguments
{
    /// <summary>libostree's: the link that names the deployment.</summary>
    internal const string Ostree = "ostree";

    /// <summary>Android's: the slot, which stands for a deployment of libostree's.</summary>
    internal const string AndroidSlot = "androidboot.slot_suffix";

    /// <summary>
    /// All of them. The units have them as <c>ConditionKernelCommandLine=</c>; the scripts for
    /// initramfs without systemd get them from <c>prepare-rootctl initramfs</c>.
    /// </summary>
    internal static readonly string[] Names = [Ostree, ImageArgument.Key, ImageArgument.DigestKey, AndroidSlot];
}
