using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Scratch;

/// <summary>
/// A root like that of an initramfs, with a disk at SYSROOT, in a mount namespace of its own: where
/// a test runs the boot binary. <see cref="Dispose"/> removes all of it. An idle process holds the
/// namespace, and this process accesses it through <c>/proc/PID/root</c>.
/// </summary>
public sealed class ScratchInitramfs : IDisposable
{
    /// <summary>The path of the program's configuration.</summary>
    public const string Configuration = "/etc/ostree/prepare-root.conf";

    /// <summary>The program's usual name.</summary>
    public const string Program = "prepare-root";

    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("prepare-root-mount-test-").FullName;
    private readonly Process _holder;
    private readonly string _root;
    private readonly string _disk;

    public ScratchInitramfs(Fixture disk, string sysroot = "/sysroot")
    {
        Sysroot = sysroot;
        var image = Path.Combine(_directory, "disk");
        _root = Path.Combine(_directory, "root");
        Directory.CreateDirectory(_root);
        Command.Run("cp", "--sparse=always", disk.Image, image);
        _holder = Start(_root, image, sysroot);
        if (_holder.StandardOutput.ReadLine() != "ready")
            throw new InvalidOperationException("no scratch initramfs: " + _holder.StandardError.ReadToEnd());
        _disk = Command.Run("stat", "--format", "%Hd:%Ld", PathOf(sysroot)).Trim();
    }

    /// <summary>The disk's mount point in it.</summary>
    public string Sysroot { get; }

    /// <summary>The program's working directory.</summary>
    public string WorkingDirectory { get; set; } = "";

    /// <summary>The program's resource limits, as options of prlimit(1).</summary>
    public string[] Limits { get; set; } = [];

    /// <summary>The path by which this process accesses a path in it.</summary>
    public string PathOf(string path) => "/proc/" + Pid + "/root" + _root + path;

    /// <summary>
    /// The path by which this process accesses a path on the disk or, after a run, in the new root.
    /// </summary>
    public string PathInSysroot(string path) => PathOf(Sysroot + "/" + path);

    /// <summary>Writes a file in it.</summary>
    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), text);
    }

    /// <summary>
    /// Copies a program into it. cp does it, because the kernel executes no file that is open for
    /// writing, and what this process has open, its children have open until they execute.
    /// </summary>
    public void Install(string program, string path) => Command.Run("cp", program, PathOf(path));

    /// <summary>
    /// Runs a script in its namespace, with this machine's programs. The script starts in the
    /// scratch root.
    /// </summary>
    public string Shell(string script) =>
        Command.Run("nsenter", "--target", Pid, "--mount", "sh", "-euc", "cd \"$1\"; " + script, "sh", _root);

    /// <summary>
    /// Runs the program with the disk's mount point and this kernel command line.
    /// </summary>
    public CommandResult Run(string commandLine) => RunWith(null, Sysroot, commandLine);

    /// <summary>Runs the program.</summary>
    /// <param name="tracer">A tracer to run it under; null for none.</param>
    /// <param name="arguments">Its arguments.</param>
    public CommandResult RunWith(Strace? tracer, params string[] arguments) => RunAs(tracer, [], Program, arguments);

    /// <summary>Runs the program by another name, that of a link to it.</summary>
    public CommandResult RunBy(string name, params string[] arguments) => RunBy(null, name, arguments);

    /// <summary>The same, under a tracer.</summary>
    public CommandResult RunBy(Strace? tracer, string name, params string[] arguments) => RunAs(tracer, [], name, arguments);

    /// <summary>Runs the program as a user who is not root.</summary>
    public CommandResult RunAsNobody(string commandLine) => RunAs(null, ["--setuid=65534", "--setgid=65534"], Program, [Sysroot, commandLine]);

    /// <summary>What is mounted and what is in <c>/run</c>.</summary>
    public MachineState Observe() => MachineState.Of(Pid, _root, Sysroot, _disk);

    /// <summary>The mount table.</summary>
    /// <param name="table">All of it, as the kernel shows it.</param>
    /// <returns>
    /// What is mounted in it. See <see cref="MountEntry.Describe(System.Collections.Generic.IReadOnlyCollection{MountEntry})"/>.
    /// </returns>
    public string[] Mounts(out string[] table) => MountEntry.Describe(MachineState.Mounted(Pid, _root, out table));

    /// <summary>The topmost mount on a mount point. Null if there is none.</summary>
    public MountEntry? TopmostAt(string mountPoint) => MountEntry.TopmostAt(mountPoint, MachineState.Mounted(Pid, _root, out _));

    /// <inheritdoc/>
    public void Dispose()
    {
        _holder.StandardInput.Close();
        _holder.WaitForExit();
        _holder.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private string Pid => _holder.Id.ToString(CultureInfo.InvariantCulture);

    private CommandResult RunAs(Strace? tracer, string[] user, string name, string[] arguments)
    {
        string[] command =
        [
            "nsenter", "--target", Pid, "--mount", "--root=/proc/" + Pid + "/root" + _root, "--wd=" + PathOf(WorkingDirectory), .. user,
            "--", .. Limits.Length == 0 ? [] : HostProgram.CommandLine("/usr/bin/prlimit"), .. Limits, .. tracer?.CommandLine ?? [], "/bin/" + name, .. arguments,
        ];
        return new Command(command[0], command[1..]) { TimeLimit = _timeLimit }.RunToAnyEnd();
    }

    // The process ends when its standard input is closed, also if this process dies.
    private static Process Start(string root, string image, string sysroot)
    {
        using var script = new StreamReader(typeof(ScratchInitramfs).Assembly.GetManifestResourceStream("initramfs.sh")!);
        string[] arguments =
        [
            "--mount", "--propagation", "private", "sh", "-c", script.ReadToEnd(), "sh", root, Artifacts.BootBinary, image, sysroot,
        ];
        return Process.Start(new ProcessStartInfo("unshare", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
