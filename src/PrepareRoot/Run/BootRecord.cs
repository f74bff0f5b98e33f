using System;
using System.Text;
using PrepareRoot.Deployments;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Run;

/// <summary>What was verified and mounted: the content of the record in <c>/run</c>.</summary>
/// <param name="Policy">The request.</param>
/// <param name="Place">Where the new root is.</param>
/// <param name="Disk">The disk that it was assembled from.</param>
/// <param name="Deployment">The booted deployment.</param>
/// <param name="Facts">Facts about the source of its root.</param>
/// <param name="Root">The new root.</param>
internal sealed record BootRecord(
    RootPolicy Policy, Place Place, Disk Disk, Deployment Deployment, RootFacts Facts, AssembledRoot Root)
{
    private const string RootMember = "root-device-inode";

    /// <summary>
    /// The content of <c>/run/prepare-root.json</c>, for administrators and tools.
    /// </summary>
    public byte[] ToJson() => Encoding.UTF8.GetBytes(new JsonObject()
        .Add("version", 1UL)
        .Add("backend", Deployment.Backend.Name)
        .Add("sysroot", Place.Path)
        .Add("deployment", Deployment.Path)
        .Add("enabled", Policy.Composefs.Name())
        .Add("composefs", Facts.IsImage)
        .Add("image", Facts.IsImage ? Deployment.Image.Path : null)
        .Add("digest", Facts.Digest?.ToString())
        .Add("trust", Facts.TrustLevel.Name())
        .Add("verity-required", Facts.RequiresVerity)
        .Add("root-mode", Policy.Root.Name())
        .Add("hotfix", Root.Plan.HasHotfix)
        .Add("sysroot-readonly", Root.Plan.SysrootReadOnly)
        .Add(RootMember, Identity(Root.Status))
        .Add("plan", Root.Plan.ToLines())
        .ToString());

    /// <summary>
    /// Whether a record written by <see cref="ToJson"/> describes the root with this status.
    /// </summary>
    public static bool Describes(string json, FileStatus root) =>
        json.Contains("\n  \"" + RootMember + "\": \"" + Identity(root) + "\"", StringComparison.Ordinal);

    /// <summary>
    /// The content of <c>/run/ostree-booted</c>: a GVariant <c>a{sv}</c> with the keys of
    /// libostree's <c>ostree-sysroot-private.h</c>. <c>ostree admin status</c> finds the booted
    /// deployment by it.
    /// </summary>
    public byte[] ToOstreeBooted()
    {
        var dictionary = new GVariantDictionaryWriter();
        dictionary.Add("backing-root-device-inode", Deployment.Directory.Device.Packed, Deployment.Directory.Inode);
        dictionary.Add("root.transient", Policy.Root != RootMode.ReadOnly);
        dictionary.Add("root.transient-ro", Policy.Root == RootMode.TransientReadOnly);
        if (Facts.TrustLevel == TrustLevel.Signature)
            dictionary.Add("composefs.signed", Policy.KeyPath);
        if (Facts.IsImage)
        {
            dictionary.Add("composefs", true);
            dictionary.Add("composefs.verity", Facts.RequiresVerity);
        }
        dictionary.Add("sysroot-ro", Root.Plan.SysrootReadOnly);
        if (Root.TransientEtc is { } etc)
            dictionary.Add("transient-etc", etc);
        return dictionary.ToArray();
    }

    private static string Identity(FileStatus root) => root.Device + " " + root.Inode.Text();
}
