using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Deployments;

/// <summary>
/// A bootable system on the disk: facts that a plan is made from. Paths are relative to the root of
/// the disk.
/// </summary>
internal sealed record Deployment
{
    /// <summary>Whose layout it has.</summary>
    public required Backend Backend { get; init; }

    /// <summary>The directory that is the deployment's own.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// The status of that directory. libostree finds the booted deployment by its device and inode.
    /// </summary>
    public FileStatus Directory { get; init; }

    /// <summary>
    /// For libostree, the checksum of the commit that was deployed: 64 hexadecimal digits. Else
    /// empty.
    /// </summary>
    public string Commit { get; init; } = "";

    /// <summary>Its image and objects.</summary>
    public required DeployedImage Image { get; init; }

    /// <summary>
    /// What the command line says the image must be; empty if it does not name one.
    /// </summary>
    public ImageRequest[] Requested { get; init; } = [];

    /// <summary>The directory of its <c>/etc</c>.</summary>
    public required string Etc { get; init; }

    /// <summary>How that directory keeps <c>/etc</c>.</summary>
    public EtcState EtcState { get; init; }

    /// <summary>The directory that becomes its <c>/var</c>.</summary>
    public required string Var { get; init; }

    /// <summary>Whether <c>/usr</c> was changed.</summary>
    public HotfixState Hotfix { get; init; }

    /// <summary>Whether the repository's own configuration makes the disk read-only.</summary>
    public bool SysrootReadOnly { get; init; }

    /// <summary>
    /// Whether <c>/boot</c> is a directory of the disk. Known only if it is to be mounted.
    /// </summary>
    public bool HasBoot { get; init; }

    /// <summary>What is odd about it but changes nothing.</summary>
    public string[] Warnings { get; init; } = [];

    /// <summary>Finds the deployment that the policy asks for.</summary>
    public static Result<Deployment> Find(Disk disk, RootPolicy policy)
    {
        var found = policy.DeploymentLink is { } link ? OstreeDeployments.Find(disk, link, policy)
            : policy.RootTree is null ? ComposefsDeployments.Find(disk, policy.Candidates)
            : ComposefsDeployments.FindState(disk, policy.Images[0]);
        if (!policy.MountsVarAndBoot || !found.Try(out var deployment, out var fault))
            return found;
        return BootDirectory.IsOn(disk).Try(out var hasBoot, out fault) ? deployment with { HasBoot = hasBoot } : fault;
    }
}

/// <summary>Where the image of a deployment is, and how it is mounted.</summary>
/// <param name="Path">The image. A deployment of libostree may have none.</param>
/// <param name="FollowLinks">Whether the format names the image by a symbolic link.</param>
/// <param name="Objects">The directory of the objects that the image refers to.</param>
/// <param name="Source">
/// The source of the root in the mount table: the name that the backend's own tools look for.
/// </param>
/// <param name="TransientSource">The same for a root with a writable layer in memory.</param>
internal sealed record DeployedImage(string Path, bool FollowLinks, string Objects, string Source, string TransientSource);
