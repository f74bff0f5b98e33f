using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>
/// Carries out a <see cref="MountPlan"/> in a mount namespace of its own, so that nobody sees it
/// half done.
/// </summary>
internal static class Assembler
{
    /// <summary>
    /// Assembles the new root. The machine's own mount table is unchanged when it returns.
    /// </summary>
    /// <param name="disk">The disk, as the machine sees it.</param>
    /// <param name="source">What the root is made from.</param>
    /// <param name="plan">What to mount.</param>
    public static Result<AssembledRoot> Assemble(Disk disk, RootSource source, MountPlan plan)
    {
        if (!TransientDirectories.Make(ref plan).Try(out var transient, out var fault))
            return fault;
        var assembled = Attempt(disk, source, plan, ImageDevice.File, out var needsLoopDevice);
        if (needsLoopDevice)
            assembled = Attempt(disk, source, plan, ImageDevice.Loop, out _);
        if (assembled.Try(out var mounts, out fault))
            return new AssembledRoot(mounts.Tree, mounts.Status, plan, transient);
        transient.Dispose();
        return fault;
    }

    // needsLoopDevice: it failed as it does where the kernel wants the image on a block device.
    // Linux before 6.12 does. Some later ones count an image that is mounted from a file as a
    // stacked file system, and then an overlay in the new root is one too many.
    private static Result<DetachedMounts> Attempt(
        Disk disk, RootSource source, MountPlan plan, ImageDevice device, out bool needsLoopDevice)
    {
        needsLoopDevice = false;
        if (!PrivateNamespace.Enter().Try(out var privateNamespace, out var fault))
            return fault;
        using (privateNamespace)
        {
            Result<DetachedMounts> built;
            using (var assembly = new Assembly(source.ImageFile, device))
            {
                built = assembly.Build(disk, plan);
                needsLoopDevice = assembly.NeedsLoopDevice;
            }
            if (privateNamespace.Leave() is not { } notLeft)
                return built;
            // A second attempt would take this namespace for the machine's.
            needsLoopDevice = false;
            return notLeft;
        }
    }
}
