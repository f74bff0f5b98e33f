using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Deployments;

/// <summary>A bootable system on the disk: where its image, its objects and its state are. Paths are relative to the root of the disk.</summary>
/// <param name="Backend">Whose layout it is.</param>
/// <param name="Path">The directory that is the deployment's own.</param>
/// <param name="Directory">What that directory is; libostree knows the booted deployment by its device and inode.</param>
/// <param name="Commit">For libostree, the checksum of the commit that was deployed, 64 hexadecimal digits; else empty.</param>
/// <param name="Image">The image; for libostree there may be none there.</param>
/// <param name="ImageHasLinks">Whether the format names the image by a link.</param>
/// <param name="Source">What the mount table shows as the source of its root: the name that the backend's own tools look for.</param>
/// <param name="TransientSource">The same for a root that takes writes, in memory.</param>
/// <param name="Objects">The directory of the objects that the image refers to.</param>
/// <param name="Etc">The directory of its <c>/etc</c>.</param>
/// <param name="EtcState">How that keeps it.</param>
/// <param name="Var">The directory that becomes its <c>/var</c>.</param>
/// <param name="VarHasLinks">Whether the format may have a link there.</param>
internal sealed record Deployment(
    Backend Backend,
    string Path,
    FileStatus Directory,
    string Commit,
    string Image,
    bool ImageHasLinks,
    string Source,
    string TransientSource,
    string Objects,
    string Etc,
    EtcState EtcState,
    string Var,
    bool VarHasLinks)
{
    /// <summary>Whether its <c>/usr</c> was changed.</summary>
    public HotfixState Hotfix { get; init; }
}
