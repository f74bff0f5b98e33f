using System;
using System.Collections.Generic;

namespace PrepareRoot.Requests;

/// <summary>
/// The request: the configuration of the initramfs combined with the kernel command line. The
/// initramfs sets the minimum verification. The command line can require more, but not less.
/// </summary>
internal sealed partial record RootPolicy
{
    /// <summary>The kernel argument with a signature over a digest on the command line.</summary>
    public const string SignatureArgument = "composefs.signature";

    /// <summary>The init of a system, if <c>init=</c> names no other.</summary>
    public const string DefaultInit = "/sbin/init";

    /// <summary>The layout of the disk.</summary>
    public required Backend Backend { get; init; }

    /// <summary>
    /// For libostree, the link to the deployment, relative to the root of the disk. Otherwise null.
    /// </summary>
    public string? DeploymentLink { get; init; }

    /// <summary>
    /// The images that the command line names, in order of preference. May be empty.
    /// </summary>
    public ImageRequest[] Images { get; init; } = [];

    /// <summary>
    /// How an image is verified that the command line does not name, and the minimum verification
    /// of images that it names.
    /// </summary>
    public required ComposefsMode Composefs { get; init; }

    /// <summary>The file with the trusted keys.</summary>
    public string KeyPath { get; init; } = "";

    /// <summary>The values of <c>composefs.signature=</c>.</summary>
    public string[] Signatures { get; init; } = [];

    /// <summary>
    /// Older signed commits are refused. In seconds since 1970; null: none is refused.
    /// </summary>
    public ulong? NotBefore { get; init; }

    /// <summary>
    /// The number of the PCR that is extended with the image's digest; null: none.
    /// </summary>
    public int? MeasurePcr { get; init; }

    /// <summary>
    /// How <c>/etc</c> is mounted; null: depends on the deployment's <c>/etc</c>.
    /// </summary>
    public MountKind? EtcMount { get; init; }

    /// <summary>How <c>/var</c> is mounted; null: by a bind mount.</summary>
    public MountKind? VarMount { get; init; }

    /// <summary>Whether the root is writable.</summary>
    public RootMode Root { get; init; } = RootMode.ReadOnly;

    /// <summary>
    /// The most that the writable layers in memory may hold together, as the option <c>size</c> of
    /// tmpfs(5); null: the kernel's or <c>/run</c>'s own limit.
    /// </summary>
    public string? TransientSize { get; init; }

    /// <summary>
    /// Whether <c>/var</c> is mounted here where a unit of the running system would do it.
    /// </summary>
    public bool MountsVar { get; init; }

    /// <summary>Names of directories that the root has in addition to those of its image.</summary>
    public string[] MountPoints { get; init; } = [];

    /// <summary>
    /// Whether the disk is read-only at <c>/sysroot</c>. If false, the repository's configuration
    /// may still make it read-only.
    /// </summary>
    public bool SysrootReadOnly { get; init; }

    /// <summary>
    /// The possible paths of the new root's init, in order. The first that exists must be one that
    /// can be started. Empty: the root is not for booting.
    /// </summary>
    public string[] Inits { get; init; } = [];

    /// <summary>
    /// The tree that becomes the root instead of an image (<c>--root-fs</c>); null: none.
    /// </summary>
    public string? RootTree { get; init; }

    /// <summary>
    /// Whether <c>/var</c> and <c>/boot</c> are always mounted here. This is so without an
    /// initramfs, because then no unit of the running system mounts them.
    /// </summary>
    public bool MountsVarAndBoot { get; init; }

    /// <summary>
    /// Whether <c>[sysroot] readonly</c> of the repository's own configuration applies.
    /// </summary>
    public bool ReadsRepositoryConfiguration =>
        Backend.HasRepositoryConfiguration && !SysrootReadOnly && Composefs < ComposefsMode.Enabled;

    /// <summary>The setting that needs an image; null if there is none.</summary>
    public string? SettingThatNeedsImage => Root switch
    {
        RootMode.Transient => "root.transient",
        RootMode.TransientReadOnly => "root.transient-ro",
        _ => MountPoints.Length > 0 ? "root.mount-points" : null,
    };

    /// <summary>
    /// The images that may be booted. The first one on the disk is used. No image with optional
    /// verification follows an image that must be verified: a missing file must not reduce the
    /// verification.
    /// </summary>
    public ImageRequest[] Candidates
    {
        get
        {
            var candidates = new List<ImageRequest>();
            var verified = false;
            foreach (var image in Images)
            {
                if (verified && image.VerityOptional)
                    break;
                verified |= !image.VerityOptional;
                candidates.Add(image);
            }
            return candidates.ToArray();
        }
    }

    /// <summary>
    /// The images that a libostree deployment may have: those that must be verified, if there are
    /// any, or else all. May be empty.
    /// </summary>
    public ImageRequest[] DeploymentImages
    {
        get
        {
            var verified = Array.FindAll(Images, image => !image.VerityOptional);
            return verified.Length > 0 ? verified : Images;
        }
    }
}
