namespace PrepareRoot.Support;

/// <summary>What systemd has for UEFI and the TPM, and the tools to sign a program for UEFI.</summary>
public static class SystemdTools
{
    /// <summary>A tree with them; must not be written to.</summary>
    public static string Tree => DebianTree.Installed(OsRecipe.Forky.Suite, "systemd-ukify", "systemd-boot-efi", "sbsigntool", "systemd-tpm");
}
