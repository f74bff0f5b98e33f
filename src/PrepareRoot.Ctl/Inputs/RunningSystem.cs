using System;
using System.Linq;
using System.Text;
using PrepareRoot.Deployments;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>What the running system answers where no option says otherwise.</summary>
internal static class RunningSystem
{
    private const string CommandLinePath = "/proc/cmdline";
    private const int CommandLineBound = 64 * 1024;
    private const string ReleasePath = "/proc/sys/kernel/osrelease";
    private const string EntriesPath = "/boot/loader/entries";
    private const int MaxEntries = 256;

    /// <summary>The running kernel's command line.</summary>
    internal static BootCommandLine CommandLine()
    {
        if (!InitramfsFile.Read(null, CommandLinePath, CommandLineBound).Try(out var file, out var fault))
            throw FailureException.Of(fault);
        return file.Content is null
            ? throw new FailureException(CommandLinePath + ": " + Errno.ENOENT.Message())
            : BootCommandLine.Of(CommandLinePath, Encoding.UTF8.GetString(file.Content).TrimEnd('\n'));
    }

    /// <summary>
    /// Where its disk is: <c>/sysroot</c>, where every boot leaves it. On a system that runs from
    /// the disk itself it is <c>/</c>.
    /// </summary>
    internal static string Sysroot()
    {
        if (Disk.Open(Options.DefaultSysroot).Try(out var sysroot, out _))
        {
            using (sysroot)
            {
                if (sysroot.Status.IsMountRoot)
                    return Options.DefaultSysroot;
            }
        }
        return DeployedDisk.IsAt("/") ? "/" : Options.DefaultSysroot;
    }

    /// <summary>
    /// The image of the initramfs that belongs to a command line: that of the boot entry that has
    /// the same root, or that of the running kernel. Null if none is found.
    /// </summary>
    internal static string? FindInitramfs(BootCommandLine commandLine)
    {
        var wanted = Setting.Of(commandLine).Select(Argument).ToArray();
        foreach (var path in Entries())
        {
            try
            {
                var entry = SelectedBoot.ReadEntry(path);
                if (entry.Initrds.Count > 0 && wanted.Length > 0 && Setting.Of(entry.CommandLine).Select(Argument).SequenceEqual(wanted))
                    return BootEntry.Locate(path, entry.Initrds[^1]);
            }
            catch (FailureException)
            {
                // It is not the entry that is asked about.
            }
        }
        if (!InitramfsFile.Read(null, ReleasePath, CommandLineBound).Try(out var file, out _) || file.Content is null)
            return null;
        var release = Encoding.UTF8.GetString(file.Content).TrimEnd('\n');
        return Array.Find(
            ["/usr/lib/modules/" + release + "/initramfs.img", "/boot/initrd.img-" + release, "/boot/initramfs-" + release + ".img"],
            path => Files.Status(null, path, out _) == Errno.None);
    }

    private static string[] Entries()
    {
        if (Files.Open(null, EntriesPath, Files.O_RDONLY | Files.O_DIRECTORY, 0, out var directory) != Errno.None)
            return [];
        using (directory)
        {
            return Files.List(directory, MaxEntries, out var names) == Errno.None
                ? [.. names.Where(name => name.EndsWith(".conf", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name => EntriesPath + "/" + name)]
                : [];
        }
    }

    private static (string, string) Argument(Setting setting) => (setting.Name, setting.Value);
}
