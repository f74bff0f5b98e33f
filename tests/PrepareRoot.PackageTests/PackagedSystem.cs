using System;
using PrepareRoot.Support;

namespace PrepareRoot.PackageTests;

/// <summary>A Debian system in a directory, in which packages are installed and removed.</summary>
internal sealed class PackagedSystem : IDisposable
{
    // What programs keep for themselves, and what is made anew: the initramfs is compared by what is
    // in it.
    private const string Left = "./proc ./sys ./dev ./run ./tmp ./packages ./var/tmp ./var/cache ./var/log ./var/lib/apt ./var/lib/dpkg ./boot/initrd*";

    // The path comes last in each line, so that a file's two lines are told apart by their start.
    private static readonly string _list = $$"""
        cd "$1"
        find . -xdev \( -path {{Left.Replace(" ", " -o -path ", StringComparison.Ordinal)}} \) -prune -o -printf '%y %m %U:%G %p %l\n'
        find . -xdev \( -path {{Left.Replace(" ", " -o -path ", StringComparison.Ordinal)}} \) -prune -o -type f -exec sha256sum {} +
        """;

    private readonly Scratch _scratch = new();
    private readonly InitramfsGenerator _generator;

    /// <summary>A system with an initramfs, and with none of our packages.</summary>
    internal PackagedSystem(InitramfsGenerator generator)
    {
        _generator = generator;
        Command.Run("cp", "--archive", "--reflink=auto", generator.Tree, Root);

        // It leaves files of packages out.
        System.IO.File.Delete(File("/etc/dpkg/dpkg.cfg.d/99mmdebstrap"));
        System.IO.Directory.CreateDirectory(Packages);
        Run("update-initramfs -c -k $(ls /usr/lib/modules)");
    }

    /// <summary>The directory that it is in, as <c>tree</c>.</summary>
    internal Scratch Directory => _scratch;

    /// <summary>Its root directory.</summary>
    internal string Root => _scratch["tree"];

    /// <summary>Its directory <c>/packages</c>.</summary>
    internal string Packages => File("/packages");

    /// <summary>Each file with its kind, mode, owner and content, sorted.</summary>
    internal string[] Files() => Sorted(Command.Run("sh", "-euc", _list, "sh", Root));

    /// <summary>Each file of its initramfs, likewise.</summary>
    internal string[] InitramfsFiles() => Sorted(Command.Run("sh", "-euc", _list, "sh", UnpackedInitramfs()));

    /// <summary>The path of a file of its initramfs, unpacked.</summary>
    internal string InitramfsFile(string path) => UnpackedInitramfs() + path;

    /// <summary>The path of a file of the system.</summary>
    internal string File(string path) => Root + path;

    /// <summary>Runs shell commands in it.</summary>
    internal string Run(string script) => Chroot.Run(Root, "export DEBIAN_FRONTEND=noninteractive\n" + script);

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();

    private string UnpackedInitramfs()
    {
        Run($"rm -rf /tmp/initramfs; mkdir /tmp/initramfs; cd /tmp/initramfs; image=$(ls /boot/initrd.img-*); {_generator.Unpack}");
        return File("/tmp/initramfs");
    }

    private static string[] Sorted(string lines)
    {
        var sorted = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Array.Sort(sorted, StringComparer.Ordinal);
        return sorted;
    }
}
