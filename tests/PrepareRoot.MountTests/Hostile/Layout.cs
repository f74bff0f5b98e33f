using System;
using System.IO;
using System.Linq;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.MountTests.Hostile.Signatures;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// A disk with minimal deployments of both backends. They pass all checks that a boot makes before
/// it mounts.
/// </summary>
public static class Layout
{
    /// <summary>The link to libostree's deployment.</summary>
    public const string Link = "ostree/boot.1.1/os/kernel/0";

    private static readonly byte[] _commit = Repository.Commit();
    private static readonly string _checksum = Convert.ToHexStringLower(Sodium.Sha256(_commit));
    private static readonly byte[] _image = MakeImage();
    private static readonly string _hex = Convert.ToHexStringLower(Sodium.Sha256(_image));

    /// <summary>The deployment.</summary>
    public const string Deployment = "ostree/deploy/os/deploy/0000000000000000000000000000000000000000000000000000000000000000.0";

    private const string RepositoryConfiguration = "ostree/repo/config";

    private static readonly string _commitPath = Repository.PathOf(_checksum);
    private static readonly string _imageLink = "composefs/images/" + _hex;
    private static readonly string _object = "composefs/objects/" + _hex[..2] + "/" + _hex[2..];
    private static readonly string _state = "state/deploy/" + _hex;

    /// <summary>The files that a boot reads.</summary>
    public static readonly string[] Files =
    [
        Deployment + "/.ostree.cfs", RepositoryConfiguration, _commitPath + ".commit", _commitPath + ".commitmeta", _imageLink, _object,
    ];

    /// <summary>
    /// Those files, the directories that a boot opens, and all parent directories.
    /// </summary>
    public static readonly string[] Places =
        [.. Files.Concat([Link, "ostree/boot.1", _state + "/etc"]).SelectMany(Prefixes).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>
    /// The paths that may be links, if they stay on the disk: the parents of a link that the format
    /// has.
    /// </summary>
    public static readonly string[] MayBeLinks =
    [
        "ostree/boot.1", "ostree/boot.1.1", "ostree/boot.1.1/os", "ostree/boot.1.1/os/kernel",
        "composefs", "composefs/images", _imageLink, "composefs/objects", "composefs/objects/" + _hex[..2], _object,
    ];

    /// <summary>Creates the layout in a directory.</summary>
    public static void Make(string root)
    {
        void Write(string path, byte[] content)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root + "/" + path)!);
            File.WriteAllBytes(root + "/" + path, content);
        }

        Write(Deployment + "/.ostree.cfs", _image);
        Write(RepositoryConfiguration, "[sysroot]\nreadonly = true\n"u8.ToArray());
        Write(_commitPath + ".commit", _commit);
        Write(_commitPath + ".commitmeta", Repository.SignedBy(_commit, TestKeys.First));
        Write(_object, _image);
        foreach (var directory in (string[])["ostree/boot.1.1/os/kernel", "composefs/images", _state + "/etc/upper", _state + "/etc/work", _state + "/var"])
            Directory.CreateDirectory(root + "/" + directory);
        File.CreateSymbolicLink(root + "/ostree/boot.1", "boot.1.1");
        File.CreateSymbolicLink(root + "/" + Link, "../../../../" + Deployment);
        File.CreateSymbolicLink(root + "/" + _imageLink, "../objects/" + _hex[..2] + "/" + _hex[2..]);
    }

    /// <summary>Opens all of it as a boot does.</summary>
    /// <returns>The first fault; null if there is none.</returns>
    internal static Fault? Look(MemoryDisk disk)
    {
        using var opened = disk.Open();
        // With this policy the repository's configuration is read too.
        var policy = new RootPolicy { Backend = Backend.Ostree, Composefs = ComposefsMode.Disabled };
        if (!OstreeDeployments.Find(opened, "ostree/boot.1/os/kernel/0", policy).Try(out var ostree, out var fault)
            || !OstreeDeployments.Find(opened, Link, policy).Try(out ostree, out fault)
            || (fault = Verify(opened, ostree)) is not null
            || !SignedCommit.Read(opened, _checksum, TestKeys.Trusted).Try(out _, out fault))
        {
            return fault;
        }
        // A configuration that can't be read is no fault; the content is not used.
        if (!ostree.SysrootReadOnly)
            return new Fault(FaultCode.PathRefused, ostree.Warnings[0]);
        var request = new ImageRequest(FsVerityDigest.From(FsVerityAlgorithm.Sha256, Sodium.Sha256(_image)), VerityOptional: true);
        return ComposefsDeployments.Find(opened, [request], etcMount: null).Try(out var composefs, out fault) ? Verify(opened, composefs) : fault;
    }

    private static Fault? Verify(Disk disk, Deployment deployment)
    {
        var expectation = new Expectation([], "", TrustLevel.Unverified, VerityOptional: true);
        if (!VerifiedImage.Verify(disk, deployment, expectation).Try(out var image, out var fault))
            return fault;
        image.Dispose();
        return null;
    }

    private static string[] Prefixes(string path)
    {
        var parts = path.Split('/');
        return [.. Enumerable.Range(1, parts.Length).Select(count => string.Join('/', parts[..count]))];
    }

    // The EROFS superblock (at 1024) of an image of one block of 4096 bytes.
    private static byte[] MakeImage()
    {
        var image = new byte[4096];
        BitConverter.TryWriteBytes(image.AsSpan(1024), 0xe0f5e1e2);
        image[1024 + 12] = 12;
        BitConverter.TryWriteBytes(image.AsSpan(1024 + 36), 1);
        return image;
    }
}
