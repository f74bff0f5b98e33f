using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>A file or directory on the disk that a boot opens.</summary>
/// <param name="Name">A short description.</param>
/// <param name="Path">Its path.</param>
/// <param name="Fault">The fault of a boot that finds another kind of file there.</param>
/// <param name="Cause">The cause in the message, without the kind of file.</param>
/// <param name="IsDirectory">Whether it must be a directory.</param>
internal sealed record DiskPlace(string Name, string Path, FaultCode Fault, string Cause, bool IsDirectory = false)
{
    private const string Keys = "/etc/ostree/initramfs-root-binding.key";
    private const string ObjectA = "ostree/repo/objects/ee/9601bc96c9373845550d5b811d0289880263aeb23308f43f9220cd17f5b7db";
    private const string StateSha256 = "state/deploy/" + CommandLines.Sha256V1;
    private const string Composefs = "composefs=?" + CommandLines.Sha256V1;
    private const string Sha256Object = "composefs/objects/2b/342b073569d0dd0a3d4b1f7bb097e90fd11646c811b99231e6516d249f1ee9";

    /// <summary>All of them.</summary>
    public static readonly DiskPlace[] All =
    [
        new("the deployment's link", CommandLines.LinksA + "/1", FaultCode.DeploymentLinkMalformed, "must be a symbolic link, but is "),
        new("the deployment", CommandLines.DeploymentA, FaultCode.DeploymentMissing, "must be a directory, but is ", IsDirectory: true),
        new("the image", CommandLines.DeploymentA + "/.ostree.cfs", FaultCode.ImageNotRegular, "must be a regular file, but is "),
        new("the commit", ObjectA + ".commit", FaultCode.CommitMalformed, "must be a regular file, but is ") { Enabled = "signed" },
        new("the signatures", ObjectA + ".commitmeta", FaultCode.CommitMalformed, "must be a regular file, but is ") { Enabled = "signed" },
        new("the objects", "ostree/repo/objects", FaultCode.ObjectsMissing, "must be a directory, but is ", IsDirectory: true),
        new("etc", CommandLines.DeploymentA + "/etc", FaultCode.StateMissing, "must be a directory, but is ", IsDirectory: true),
        new("var", "ostree/deploy/testos/var", FaultCode.StateMissing, "must be a directory, but is ", IsDirectory: true),

        // The file can only make the disk read-only. If it can't be read, the program warns and
        // continues; then the missing /usr ends the run.
        new("the repository's configuration", "ostree/repo/config", FaultCode.StateMissing, "must be a regular file, but is ")
        {
            Enabled = "no",
            Preparation = $"mv sysroot/{CommandLines.DeploymentA}/usr sysroot/",
        },

        new("the image's object", Sha256Object, FaultCode.ImageNotRegular, "must be a regular file, but is ") { Disk = Fixture.Sha256, CommandLine = Composefs, Shown = "composefs/images/" + CommandLines.Sha256V1 },
        new("the state", StateSha256, FaultCode.StateMissing, "must be a directory, but is ", IsDirectory: true) { Disk = Fixture.Sha256, CommandLine = Composefs },
        new("the state's etc", StateSha256 + "/etc", FaultCode.StateMissing, "must be a directory, but is ", IsDirectory: true) { Disk = Fixture.Sha256, CommandLine = Composefs },
        new("the state's var", StateSha256 + "/var", FaultCode.StateMissing, "must be a directory, but is ", IsDirectory: true) { Disk = Fixture.Sha256, CommandLine = Composefs },
    ];

    /// <summary>Its path in the message.</summary>
    public string Shown { get; init; } = Path;

    /// <summary>The disk.</summary>
    public Fixture Disk { get; init; } = Fixture.Ostree;

    /// <summary>The kernel command line.</summary>
    public string CommandLine { get; init; } = CommandLines.OstreeA;

    /// <summary>The value of <c>composefs.enabled</c>.</summary>
    public string Enabled { get; init; } = "yes";

    /// <summary>A script that runs before the program.</summary>
    public string Preparation { get; init; } = ":";

    /// <summary>Makes a scratch initramfs with this disk.</summary>
    public ScratchInitramfs Start()
    {
        var machine = new ScratchInitramfs(Disk);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = " + Enabled + "\n");
        machine.Write(Keys, System.IO.File.ReadAllText(Checkout.Fixture("keys/good.pub.b64")));
        machine.Shell(Preparation);
        return machine;
    }
}
