using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Trust;

namespace PrepareRoot.Mounting;

/// <summary>Carries out a <see cref="MountPlan"/> in a mount namespace of its own, so that nobody sees it half done.</summary>
internal static class Assembler
{
    /// <summary>Puts the new root together. Nothing has changed in the machine's own mount table when it returns.</summary>
    /// <param name="sysroot">The disk, as the machine sees it.</param>
    /// <param name="image">The image that the plan mounts; null if it mounts none.</param>
    /// <param name="plan">What to mount.</param>
    public static Result<AssembledRoot> Assemble(Sysroot sysroot, VerifiedImage? image, MountPlan plan)
    {
        var assembled = Assemble(sysroot, image, plan, ImageDevice.File, out var needsLoopDevice);
        return needsLoopDevice ? Assemble(sysroot, image, plan, ImageDevice.Loop, out _) : assembled;
    }

    // needsLoopDevice: it failed as it does where the kernel wants the image on a block device. Linux before 6.12 does; some later
    // ones count an image that is mounted from a file as a layer of its own, and then an overlay in the new root is one too many.
    private static Result<AssembledRoot> Assemble(
        Sysroot sysroot, VerifiedImage? image, MountPlan plan, ImageDevice device, out bool needsLoopDevice)
    {
        needsLoopDevice = false;
        if (!PrivateNamespace.Enter().Try(out var inner, out var fault))
            return fault;
        using (inner)
        {
            Result<AssembledRoot> built;
            using (var assembly = new Assembly(image, device))
            {
                built = assembly.Build(sysroot, plan);
                needsLoopDevice = assembly.NeedsLoopDevice;
            }
            if (inner.Leave() is not { } barred)
                return built;
            // In here, a second attempt would take this namespace for the machine's.
            needsLoopDevice = false;
            return barred;
        }
    }
}
