using System;
using System.Collections.Generic;

namespace PrepareRoot.Requests;

/// <summary>
/// What is asked for: the configuration of the initramfs and the kernel command line, added up. The
/// initramfs sets the floor. The command line may ask for more, never for less.
/// </summary>
internal sealed partial record RootPolicy
{
    /// <summary>The kernel argument with a signature over a digest on the command line.</summary>
    public const string SignatureArgument = "composefs.signature";

    /// <summary>Whose layout the disk has.</summary>
    public required Backend Backend { get; init; }

    /// <summary>
    /// For libostree, the link that names the deployment, relative to the root of the disk; else
    /// null.
    /// </summary>
    public string? DeploymentLink { get; init; }

    /// <summary>
    /// The images that the command line names, in the order of preference. May be empty.
    /// </summary>
    public ImageRequest[] Images { get; init; } = [];

    /// <summary>
    /// How an image is treated that the command line does not name, and the floor for those it
    /// names.
    /// </summary>
    public required ComposefsMode Composefs { get; init; }

    /// <summary>The file with the keys whose signatures count.</summary>
    public string KeyPath { get; init; } = "";

    /// <summary>The values of <c>composefs.signature=</c>.</summary>
    public string[] Signatures { get; init; } = [];

    /// <summary>
    /// Signed commits that are older are refused. Seconds since 1970; null: none is.
    /// </summary>
    public ulong? NotBefore { get; init; }

    /// <summary>The TPM's register that is extended by the image's digest; null: none is.</summary>
    public int? MeasurePcr { get; init; }

    /// <summary>How <c>/etc</c> is mounted; null: as the deployment keeps it.</summary>
    public MountKind? EtcMount { get; init; }

    /// <summary>How <c>/var</c> is mounted; null: by a bind mount.</summary>
    public MountKind? VarMount { get; init; }

    /// <summary>What becomes of writes to the root.</summary>
    public RootMode Root { get; init; } = RootMode.ReadOnly;

    /// <summary>Names of directories that the root has beside those of its image.</summary>
    public string[] MountPoints { get; init; } = [];

    /// <summary>
    /// Whether the disk is read-only at <c>/sysroot</c>. If not, the repository's configuration may
    /// still make it so.
    /// </summary>
    public bool SysrootReadOnly { get; init; }

    /// <summary>
    /// The tree that becomes the root in place of an image (<c>--root-fs</c>); null: none.
    /// </summary>
    public string? RootTree { get; init; }

    /// <summary>
    /// Whether <c>/var</c> and <c>/boot</c> are mounted here in any case. There is no initramfs
    /// then, and no unit of the running system that does it.
    /// </summary>
    public bool MountsVarAndBoot { get; init; }

    /// <summary>
    /// Whether the repository's own configuration (<c>[sysroot] readonly</c>) is asked too.
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
    /// The images of which the first that is on the disk is meant. After one that must be verified,
    /// none follows whose verification is optional: a missing file must not lower what is asked
    /// for.
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
    /// The images of which a deployment of libostree must have one: those that must be verified, if
    /// there are any. May be empty.
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
