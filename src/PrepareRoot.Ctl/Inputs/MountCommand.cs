using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>A command of an administrator that mounts the root of a disk's image.</summary>
/// <param name="Text">The command.</param>
/// <param name="Directory">Where it mounts it.</param>
internal sealed record MountCommand(string Text, string Directory)
{
    private const string MountPoint = "/mnt";

    /// <summary>The command for a partition.</summary>
    /// <param name="image">The path of the image.</param>
    /// <param name="partition">The partition.</param>
    internal static MountCommand Of(string image, Partition partition) => new(
        "mount " + (partition.Number == 0 ? "" : "-o loop,offset=" + partition.Offset.Text() + ",sizelimit=" + partition.Size.Text() + " ")
            + ShellWord.Of(image) + " " + MountPoint,
        MountPoint);
}
