using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>
/// Executes a <see cref="MountPlan"/> in a private mount namespace. No other process sees an
/// incomplete root.
/// </summary>
internal static class Assembler
{
    /// <summary>Assembles the new root. The machine's own mount table does not change.</summary>
    /// <param name="disk">The disk, opened in the machine's mount namespace.</param>
    /// <param name="source">The verified source of the root.</param>
    /// <param name="plan">The plan.</param>
    public static Result<AssembledRoot> Assemble(Disk disk, RootSource source, MountPlan plan)
    {
        if (!TransientDirectories.Make(ref plan).Try(out var transient, out var fault))
            return fault;
        var onDisk = new DiskDirectories(disk);
        var assembled = Attempt(disk, source, plan, ImageDevice.File, onDisk, out var needsLoopDevice);
        if (needsLoopDevice)
            assembled = Attempt(disk, source, plan, ImageDevice.Loop, onDisk, out _);
        if (assembled.Try(out var mounts, out fault))
            return new AssembledRoot(mounts, plan, transient, onDisk);
        transient.Dispose();
        onDisk.Dispose();
        return fault;
    }

    // needsLoopDevice: the kernel gave an error that a loop device under the image may avoid.
    // Before Linux 6.12, EROFS mounts only block devices. Some later kernels count an EROFS mounted
    // from a file as one level of file system stacking, and an overlay in the new root then exceeds
    // the maximum depth.
    private static Result<DetachedMounts> Attempt(
        Disk disk, RootSource source, MountPlan plan, ImageDevice device, DiskDirectories onDisk, out bool needsLoopDevice)
    {
        needsLoopDevice = false;
        if (!PrivateNamespace.Enter().Try(out var privateNamespace, out var fault))
            return fault;
        using (privateNamespace)
        {
            Result<DetachedMounts> built;
            using (var assembly = new Assembly(source.ImageFile, device, onDisk))
            {
                built = assembly.Build(disk, plan);
                needsLoopDevice = assembly.NeedsLoopDevice;
            }
            // No mount of a failed attempt may use the directories of the next one, or those that are
            // removed.
            if (!built.Try(out _, out _))
                FileDescriptor.CloseLeft();
            if (privateNamespace.Leave() is not { } notLeft)
                return built;
            // No second attempt: it would treat this private namespace as the machine's.
            needsLoopDevice = false;
            return notLeft;
        }
    }
}
