using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace PrepareRoot.Support;

/// <summary>
/// A small initramfs, without systemd: busybox, kernel modules, files, and a shell script that runs
/// as the machine's only work. When the script ends, so does the machine.
/// </summary>
/// <param name="Kernel">The kernel that it is for.</param>
/// <param name="Script">
/// What to do, for busybox' sh. <c>/dev</c>, <c>/proc</c>, <c>/sys</c> and <c>/run</c> are mounted
/// and the modules loaded. What it writes to file descriptor 3 is
/// <see cref="MachineResult.Report"/>; its output goes to the console.
/// </param>
public sealed record Initramfs(Kernel Kernel, string Script)
{
    /// <summary>What mounting a composefs root from a disk takes.</summary>
    public static readonly IReadOnlyList<string> MountingModules = ["virtio_pci", "virtio_blk", "ext4", "erofs", "overlay", "loop"];

    /// <summary>Modules to load before the script runs; what they depend on comes along.</summary>
    public IReadOnlyList<string> Modules { get; init; } = MountingModules;

    /// <summary>
    /// Files of this machine to put in: the path in there, the path here. Their permission to
    /// execute comes along.
    /// </summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Text files to put in: path and content.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether the script is the first process itself, which may become another system's; the
    /// machine ends when that does.
    /// </summary>
    public bool ScriptIsInit { get; init; }

    // The report's port must not turn \n into \r\n. The script is a child: whatever becomes of it,
    // the machine ends.
    private const string Init = """
        #!/bin/sh
        mount -t devtmpfs dev /dev
        mount -t proc proc /proc
        mount -t sysfs sys /sys
        mount -t tmpfs -o mode=0755 tmpfs /run
        exec 3>/dev/ttyS1
        stty -F /dev/ttyS1 raw
        echo "the initramfs has started"
        for module in /modules/*; do
            [ ! -e "$module" ] || insmod "$module" || exit
        done
        $START
        sh /script 2>&1
        echo "exit status $?" >&3
        sync
        reboot -f
        """;

    private const string BecomeScript = "exec 3>&-; exec sh -e /script 2>&1";

    /// <summary>
    /// A program of this machine and the shared libraries that it starts with, for
    /// <see cref="Files"/>.
    /// </summary>
    public static IReadOnlyDictionary<string, string> WithLibraries(string program) =>
        Command.Run("ldd", program).Split([' ', '\t', '\n']).Where(word => word.StartsWith('/')).Append(program)
            .ToDictionary(file => file);

    /// <summary>
    /// Programs and libraries of a tree, and the shared libraries that each starts with, for
    /// <see cref="Files"/>.
    /// </summary>
    /// <param name="tree">The tree.</param>
    /// <param name="files">Their paths in it.</param>
    public static IReadOnlyDictionary<string, string> WithLibraries(string tree, params string[] files) =>
        Chroot.Run(tree, "ldd " + string.Join(' ', files)).Split([' ', '\t', '\n']).Where(word => word.StartsWith('/') && !word.EndsWith(':'))
            .Concat(files).Distinct().ToDictionary(file => file, file => Path.Join(tree, file));

    /// <summary>Writes it to a file.</summary>
    public void Write(string path)
    {
        using var stream = File.Create(path);
        using var archive = new CpioArchive(stream);
        foreach (var directory in (string[])["dev", "proc", "sys", "run", "sysroot", "tmp", "etc", "modules"])
            archive.AddDirectory(directory);
        AddBusybox(archive);
        AddModules(archive);
        foreach (var (name, file) in Files)
            archive.AddFile(name, File.ReadAllBytes(file), (File.GetUnixFileMode(file) & UnixFileMode.UserExecute) != 0);
        foreach (var (name, text) in Texts)
            archive.AddFile(name, Encoding.UTF8.GetBytes(text));
        archive.AddFile("script", Encoding.UTF8.GetBytes(Script + "\n"));
        var init = Init.Replace("$START", ScriptIsInit ? BecomeScript : "", StringComparison.Ordinal);
        archive.AddFile("init", Encoding.UTF8.GetBytes(init + "\n"), executable: true);
    }

    // The list is that of this machine's: another architecture's can't run here.
    private void AddBusybox(CpioArchive archive)
    {
        const string busybox = "/bin/busybox";
        archive.AddFile(busybox, File.ReadAllBytes(Kernel.Architecture.Busybox), executable: true);
        foreach (var applet in Command.Run(busybox, "--list").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (applet != "busybox")
                archive.AddLink("bin/" + applet, "busybox");
        }
    }

    // Numbered, so that the shell's glob is the order to load them in.
    private void AddModules(CpioArchive archive)
    {
        foreach (var (number, file) in KernelModules.InLoadOrder(Kernel, Modules).Index())
        {
            var name = Path.GetFileName(file);
            archive.AddFile($"modules/{number:00}-{name[..(name.IndexOf(".ko", StringComparison.Ordinal) + 3)]}", Unpacked(file));
        }
    }

    private static byte[] Unpacked(string file)
    {
        var unpacker = Path.GetExtension(file) switch
        {
            ".xz" => "xz",
            ".zst" => "zstd",
            _ => null,
        };
        if (unpacker is null)
            return File.ReadAllBytes(file);

        var copy = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.Copy(file, copy + Path.GetExtension(file));
            Command.Run(unpacker, "--decompress", "--quiet", copy + Path.GetExtension(file));
            return File.ReadAllBytes(copy);
        }
        finally
        {
            File.Delete(copy);
            File.Delete(copy + Path.GetExtension(file));
        }
    }
}
