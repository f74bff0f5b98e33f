using System;
using System.Linq;
using System.Threading;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Ctl.Sealing;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Resetting;

/// <summary>
/// The root of a deployment as it is in its image, without what the machine writes. It is verified as
/// the boot verifies it, and attached nowhere.
/// </summary>
internal sealed class ImageRoot : IDisposable
{
    private readonly Resources _open = new();
    private readonly AssembledRoot _root;

    private ImageRoot(AssembledRoot root) => _root = _open.Add(root);

    /// <summary>Assembles it.</summary>
    internal static ImageRoot Of(PlannedBoot boot)
    {
        var plan = boot.Plan! with { Inits = [], Steps = [.. boot.Plan!.Steps.Where(IsOfImage).Select(ReadOnly)] };
        return Assembler.Assemble(boot.Disk!, boot.Source!, plan).Try(out var root, out var fault)
            ? new ImageRoot(root)
            : throw FailureException.Of(fault);
    }

    /// <summary>Reads a directory of it; null if there is none.</summary>
    internal SourceTree? Read(string path)
    {
        var errno = Files.Open(_root.Tree, path, Files.O_RDONLY | Files.O_DIRECTORY, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var directory);
        if (errno is Errno.ENOENT)
            return null;
        return errno == Errno.None
            ? SourceTree.Read("image:/" + path, _open.Add(directory), SpecialFiles.Refuse, keepsLinks: false, CancellationToken.None)
            : throw new FailureException("image:/" + path + ": " + errno.Message());
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    private static bool IsOfImage(MountStep step) => step is MountImage or MountRoot or MakeMountPoints or BindTree || step is Bind bind && bind.To == Location.NewRoot;

    // A transient root has a writable layer in /run, where the running system may have its own.
    private static MountStep ReadOnly(MountStep step) => step is MountRoot root ? root with { Writes = null, ReadOnly = true } : step;
}
