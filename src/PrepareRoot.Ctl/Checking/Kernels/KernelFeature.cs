using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Checking;

/// <summary>Something that the kernel must be able to do.</summary>
/// <param name="Option">Its option, without <c>CONFIG_</c>.</param>
/// <param name="Module">Its module below <c>kernel/</c>; null: it can't be one.</param>
/// <param name="What">What it is, for messages.</param>
internal sealed record KernelFeature(string Option, string? Module, string What)
{
    /// <summary>EROFS, the file system of the image.</summary>
    internal static readonly KernelFeature Erofs = new("EROFS_FS", "fs/erofs/erofs.ko", "EROFS");

    /// <summary>overlayfs, which joins the image and the objects.</summary>
    internal static readonly KernelFeature Overlay = new("OVERLAY_FS", "fs/overlayfs/overlay.ko", "overlayfs");

    /// <summary>Loop devices, where EROFS does not mount a file.</summary>
    internal static readonly KernelFeature Loop = new("BLK_DEV_LOOP", "drivers/block/loop.ko", "loop devices");

    /// <summary>fs-verity.</summary>
    internal static readonly KernelFeature Verity = new("FS_VERITY", null, "fs-verity");

    /// <summary>EROFS mounts a file without a loop device.</summary>
    internal static readonly KernelFeature ErofsFile = new("EROFS_FS_BACKED_BY_FILE", null, "EROFS from a file");

    private static readonly KernelRelease _erofsFromFile = new(6, 12);

    /// <summary>The name of its module, for messages.</summary>
    internal string ModuleName => Module![(Module!.LastIndexOf('/') + 1)..^".ko".Length];

    /// <summary>What a boot needs: <c>docs/kernels.md</c> has why.</summary>
    /// <param name="boot">A boot with a plan.</param>
    internal static IReadOnlyList<KernelFeature> NeededBy(PlannedBoot boot)
    {
        var hasOverlay = boot.Plan!.Steps.Any(step => step is MountRoot or MountOverlay or MountHotfix);
        return
        [
            .. boot.Source!.ImageFile is null ? [] : new[] { Erofs },
            .. hasOverlay ? new[] { Overlay } : [],
            .. boot.Source.Facts.RequiresVerity ? new[] { Verity } : [],
        ];
    }

    /// <summary>
    /// Whether the image is mounted from a loop device; null if that is not known.
    /// </summary>
    internal static bool? NeedsLoop(DeployedKernel kernel)
    {
        if (KernelRelease.Parse(kernel.Release) is not { } release)
            return null;
        return release < _erofsFromFile ? true : kernel.Has(ErofsFile).State switch
        {
            FeatureState.Missing => true,
            FeatureState.BuiltIn => false,
            _ => null,
        };
    }
}
