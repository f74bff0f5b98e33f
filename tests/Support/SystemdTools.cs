namespace PrepareRoot.Support;

/// <summary>
/// systemd's tools for UEFI and the TPM, and the tools to sign a UEFI program and to make a disk for
/// it.
/// </summary>
public static class SystemdTools
{
    /// <summary>The tree with the tools; must not be modified.</summary>
    public static string Tree => DebianTree.Installed(OsRecipe.Forky.Suite, "systemd-ukify", "systemd-boot-efi", "sbsigntool", "systemd-tpm", "fdisk", "mtools");
}
