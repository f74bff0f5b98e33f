using PrepareRoot.Faults;
using PrepareRoot.Linux;

namespace PrepareRoot.Mounting;

/// <summary>Mounting the image.</summary>
internal sealed partial class Assembly
{
    private Fault? Mount(MountImage step)
    {
        var source = _image!.ProcPath;
        if (_device == ImageDevice.Loop)
        {
            var looped = LoopDevice.Attach(_image, out var loop, out source);
            if (looped != Errno.None)
                return looped.ToFault(FaultCode.MountFailed, step + ": attaching a loop device: " + source);
            _open.Add(loop);
        }
        var erofs = new NewMount(step.ToString(), "erofs")
        {
            Options = step.HasAcl
                ? new[] { ("source", source), ("ro", null) }
                : new[] { ("source", source), ("ro", null), ("noacl", null) },
            Attributes = Mounts.MOUNT_ATTR_RDONLY,
        };
        if (!erofs.Make(out var errno).OwnedBy(_open).Try(out var mount, out var fault))
        {
            NeedsLoopDevice = _device == ImageDevice.File && errno == Errno.ENOTBLK;
            return errno.MeansDamage() ? new Fault(FaultCode.ImageDamaged, fault.Cause) : fault;
        }
        _imageRoot = mount;
        return Stack(step, mount);
    }
}
