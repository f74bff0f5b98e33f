using System.Text;
using PrepareRoot.Deployments;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Run;

/// <summary>What was verified and mounted: the content of what is left in <c>/run</c>.</summary>
/// <param name="Policy">What was asked for.</param>
/// <param name="Sysroot">Where the disk was, and now the new root is.</param>
/// <param name="Disk">What the root of the disk is.</param>
/// <param name="DiskDevice">The block device under it, where <paramref name="Disk"/> does not say; null if that is not known.</param>
/// <param name="Deployment">What was booted.</param>
/// <param name="Image">Its image; null if it was bind-mounted.</param>
/// <param name="SysrootAccess">How the disk appears in the new root.</param>
/// <param name="Run">Where what is transient is.</param>
/// <param name="Plan">What was mounted.</param>
/// <param name="Root">What the root of the new root is; it tells a root that this record is of from others.</param>
internal sealed record BootRecord(
    RootPolicy Policy,
    string Sysroot,
    FileStatus Disk,
    DeviceNumber? DiskDevice,
    Deployment Deployment,
    VerifiedImage? Image,
    Access SysrootAccess,
    RunState Run,
    MountPlan Plan,
    FileStatus Root)
{
    /// <summary>The record for people and tools: <c>/run/prepare-root.json</c>.</summary>
    public byte[] ToJson() => Encoding.UTF8.GetBytes(new JsonObject()
        .Add("version", 1UL)
        .Add("backend", Deployment.Backend == Backend.Ostree ? "ostree" : "composefs")
        .Add("sysroot", Sysroot)
        .Add("deployment", Deployment.Path)
        .Add("enabled", Policy.Composefs.Name())
        .Add("composefs", Image is not null)
        .Add("image", Image is null ? null : Deployment.Image)
        .Add("digest", Image?.Digest?.ToString())
        .Add("trust", (Image?.TrustLevel ?? TrustLevel.Unverified).Name())
        .Add("verity-required", Image?.RequiresVerity ?? false)
        .Add("root-mode", Policy.Root.Name())
        .Add("hotfix", Plan.HasHotfix)
        .Add("sysroot-readonly", SysrootAccess == Access.ReadOnly)
        .Add(RootMember, Identity(Root))
        .Add("plan", Plan.ToString().Split('\n'))
        .ToString());

    /// <summary>Whether a record as <see cref="ToJson"/> writes it is of the root that <paramref name="root"/> describes.</summary>
    public static bool IsOf(string json, FileStatus root) =>
        json.Contains("\n  \"" + RootMember + "\": \"" + Identity(root) + "\"", System.StringComparison.Ordinal);

    /// <summary>
    /// The record for libostree: <c>/run/ostree-booted</c>, an <c>a{sv}</c> (<c>ostree-sysroot-private.h</c> of libostree names
    /// the keys). <c>ostree admin status</c> finds the booted deployment by it.
    /// </summary>
    public byte[] ToOstreeBooted()
    {
        var dictionary = new GVariantDictionaryWriter();
        dictionary.Add("backing-root-device-inode", Deployment.Directory.Device.Packed, Deployment.Directory.Inode);
        dictionary.Add("root.transient", Policy.Root != RootMode.ReadOnly);
        dictionary.Add("root.transient-ro", Policy.Root == RootMode.TransientReadOnly);
        if (Image is { TrustLevel: TrustLevel.Signature })
            dictionary.Add("composefs.signed", Policy.KeyPath);
        if (Image is not null)
        {
            dictionary.Add("composefs", true);
            dictionary.Add("composefs.verity", Image.RequiresVerity);
        }
        dictionary.Add("sysroot-ro", SysrootAccess == Access.ReadOnly);
        if (Policy.EtcMount == MountKind.Transient)
            dictionary.Add("transient-etc", "/run/" + Run.TransientEtc.Path);
        return dictionary.ToArray();
    }

    private const string RootMember = "root-device-inode";

    private static string Identity(FileStatus root) =>
        root.Device + " " + root.Inode.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
