using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>Mounting the image.</summary>
internal sealed partial class Assembly
{
    private Fault? Mount(MountImage step)
    {
        var source = _image!.ProcPath;
        var options = new List<(string, string?)>();
        if (_device == ImageDevice.Loop)
        {
            var looped = LoopDevice.Attach(_image, out var loop, out source);
            if (looped != Errno.None)
                return looped.ToFault(FaultCode.MountFailed, step + ": attaching a loop device: " + source);
            _open.Add(loop);
            // EROFS is always read-only, but the kernel would open its device for writing.
            options.Add(("ro", null));
        }
        options.Add(("source", source));
        if (!step.HasAcl)
            options.Add(("noacl", null));
        var erofs = new NewMount(step.ToString(), "erofs") { Options = options.ToArray(), Attributes = Mounts.MOUNT_ATTR_RDONLY };
        if (!erofs.Make(out var errno).OwnedBy(_open).Try(out var mount, out var fault))
        {
            NeedsLoopDevice = _device == ImageDevice.File && errno == Errno.ENOTBLK;
            return errno.MeansDamage() ? new Fault(FaultCode.ImageDamaged, fault.Cause) : fault;
        }
        _imageRoot = mount;
        return Stack(step, mount);
    }
}
