using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using PrepareRoot.Deployments;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// A disk for tests that call the library itself: a tmpfs in the mount namespace of an idle
/// process. The kernel removes it with that process, whatever happens. What is beside the mount
/// point is outside the disk. The disk has a procfs, which no real disk has: only a procfs has
/// magic links, which lead anywhere without a path (<c>/proc/PID/root</c>).
/// </summary>
public sealed class MemoryDisk : IDisposable
{
    private const string Hold = """
        mount -t tmpfs -o mode=0755 tmpfs "$1"
        mkdir "$1/disk"
        mount -t tmpfs -o mode=0755 tmpfs "$1/disk"
        mkdir "$1/disk/proc"
        mount -t proc proc "$1/disk/proc"
        echo ready
        read -r _ || :
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("prepare-root-hostile-").FullName;
    private readonly Process _holder;

    public MemoryDisk()
    {
        string[] arguments = ["--mount", "--propagation", "private", "sh", "-euc", Hold, "sh", _directory];
        _holder = Process.Start(new ProcessStartInfo("unshare", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (_holder.StandardOutput.ReadLine() != "ready")
            throw new InvalidOperationException("no disk: " + _holder.StandardError.ReadToEnd());
        Outside = "/proc/" + _holder.Id.ToString(CultureInfo.InvariantCulture) + "/root" + _directory;
        Root = Outside + "/disk";
    }

    /// <summary>The mount point.</summary>
    public string Root { get; }

    /// <summary>The directory of the mount point.</summary>
    public string Outside { get; }

    /// <summary>The path of a file on it.</summary>
    public string this[string path] => Root + "/" + path;

    /// <summary>Writes a file, and creates its parent directories.</summary>
    public void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[path])!);
        File.WriteAllBytes(this[path], content);
    }

    /// <summary>Opens it as the boot binary does.</summary>
    internal Disk Open() =>
        Disk.Open(Root).Try(out var disk, out var fault) ? disk : throw new InvalidOperationException(fault.Cause);

    /// <inheritdoc/>
    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
        Directory.Delete(_directory);
    }
}
