using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Deployments;

/// <summary>
/// A bootable deployment on the disk, as facts that a plan is made from. Paths are relative to the
/// root of the disk.
/// </summary>
internal sealed record Deployment
{
    /// <summary>The layout of the disk.</summary>
    public required Backend Backend { get; init; }

    /// <summary>The deployment's directory.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// The status of that directory. libostree finds the booted deployment by its device and inode.
    /// </summary>
    public FileStatus Directory { get; init; }

    /// <summary>
    /// For libostree, the checksum of the deployed commit: 64 hexadecimal digits. Otherwise empty.
    /// </summary>
    public string Commit { get; init; } = "";

    public required DeployedImage Image { get; init; }

    /// <summary>
    /// The images that the command line names. The deployment's image must be one of them. Empty if
    /// it names none.
    /// </summary>
    public ImageRequest[] Requested { get; init; } = [];

    /// <summary>The directory of the deployment's <c>/etc</c>.</summary>
    public required string Etc { get; init; }

    /// <summary>
    /// Whether that directory is a copy or an overlay. Known only if the policy leaves the choice to
    /// the deployment.
    /// </summary>
    public EtcState EtcState { get; init; }

    /// <summary>The directory that becomes <c>/var</c>.</summary>
    public required string Var { get; init; }

    /// <summary>Whether <c>/usr</c> has a hotfix.</summary>
    public HotfixState Hotfix { get; init; }

    /// <summary>Whether the repository's own configuration makes the disk read-only.</summary>
    public bool SysrootReadOnly { get; init; }

    /// <summary>
    /// Whether <c>/boot</c> is a directory of the disk. Known only if it is to be mounted.
    /// </summary>
    public bool HasBoot { get; init; }

    /// <summary>Warnings about it. They do not change the plan.</summary>
    public string[] Warnings { get; init; } = [];

    /// <summary>Finds the deployment that the policy asks for.</summary>
    public static Result<Deployment> Find(Disk disk, RootPolicy policy)
    {
        var found = policy.DeploymentLink is { } link ? OstreeDeployments.Find(disk, link, policy)
            : policy.RootTree is null ? ComposefsDeployments.Find(disk, policy.Candidates, policy.EtcMount)
            : ComposefsDeployments.FindState(disk, policy.Images[0], policy.EtcMount);
        if (!policy.MountsVarAndBoot || !found.Try(out var deployment, out var fault))
            return found;
        return BootDirectory.IsOn(disk).Try(out var hasBoot, out fault) ? deployment with { HasBoot = hasBoot } : fault;
    }
}

/// <summary>The image of a deployment, and how it is mounted.</summary>
/// <param name="Path">
/// The path of the image. The file may be missing in a libostree deployment.
/// </param>
/// <param name="FollowLinks">Whether the format names the image by a symbolic link.</param>
/// <param name="Objects">The directory with the objects that the image refers to.</param>
/// <param name="Source">
/// The source of the root in the mount table. The backend's own tools look for this name.
/// </param>
/// <param name="TransientSource">The same for a root with a writable layer in memory.</param>
internal sealed record DeployedImage(string Path, bool FollowLinks, string Objects, string Source, string TransientSource);
