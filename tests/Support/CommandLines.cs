namespace PrepareRoot.Support;

/// <summary>What is on the fixtures' disks, and the kernel command lines that select it.</summary>
public static class CommandLines
{
    /// <summary>The checksum of kernel and initramfs in the links to all deployments.</summary>
    public const string BootChecksum = "e26e5fb244aa25f59d4ef273f2183d1a15827715851d1d986736481190469484";

    /// <summary>
    /// The directory of the links to the deployments of one stateroot, each named by its serial
    /// number.
    /// </summary>
    public const string LinksA = "ostree/boot.1/testos/" + BootChecksum;

    /// <summary>Deployment a.</summary>
    public const string DeploymentA = "ostree/deploy/testos/deploy/ee9601bc96c9373845550d5b811d0289880263aeb23308f43f9220cd17f5b7db.0";

    /// <summary>Deployment b.</summary>
    public const string DeploymentB = "ostree/deploy/testos/deploy/32cb0f1b5d0fe456f373bd6528dc7c7b4f56f3a897bb7ed41cfa6e8f8d9f2a17.0";

    /// <summary>The digest of a's image.</summary>
    public const string DigestA = "81b48fe8f555e42fdb6d0a43e61485cf17fc9ed2c15a5cfd088399634a444570";

    /// <summary>The digest of b's image.</summary>
    public const string DigestB = "1abe6d617ce5c9ab51c7677d49c2044a1d88dc29e2f66e4ba1c4a27bd0f4906a";

    /// <summary>Selects a.</summary>
    public const string OstreeA = "root=LABEL=peertest rw ostree=/" + LinksA + "/1";

    /// <summary>Selects b.</summary>
    public const string OstreeB = "root=LABEL=peertest rw ostree=/" + LinksA + "/0";

    /// <summary>
    /// The digests of the images on the SHA-256 disk, for both layouts of EROFS images.
    /// </summary>
    public const string Sha256V1 = "2b342b073569d0dd0a3d4b1f7bb097e90fd11646c811b99231e6516d249f1ee9";

    /// <inheritdoc cref="Sha256V1"/>
    public const string Sha256V2 = "708f0484285044d93580dd9daa7ce0f08e1795c61d14e158a3f2914b54cfe07e";

    /// <summary>The digests of the images on the SHA-512 disk.</summary>
    public const string Sha512V1 =
        "69fd1451d2d78eec99f4c9226e0336c1504ee6a605a43086536ee035ed4be7120248fd10242883236396bf2a6a76e32cd476bc25e6e33349a7609419cd72a18a";

    /// <inheritdoc cref="Sha512V1"/>
    public const string Sha512V2 =
        "ca29feec64c9f0a0e3bff4523579cc4f41c533b6d9dfb29716090bc3aa5dcbd834e2a45bff770d79d5745462f96b774b33437c36a732464555f7cc023c0c7103";

    /// <summary>A digest that no image has.</summary>
    public const string MissingSha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    /// <inheritdoc cref="MissingSha256"/>
    public const string MissingSha512 = MissingSha256 + MissingSha256;

    /// <summary>The <c>prepare-root.conf</c> with this mode.</summary>
    public static string Enabled(string mode) => "[composefs]\nenabled = " + mode + "\n";
}
