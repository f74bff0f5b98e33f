using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace PrepareRoot.Support;

/// <summary>A machine, emulated by QEMU. It runs until it resets or powers off.</summary>
public sealed partial record Machine
{
    /// <summary>The kernel arguments of every machine of this machine's architecture.</summary>
    public static string KernelOptions => GuestArchitecture.Native.KernelOptions;

    // The time for the kernel's start, which usually takes 3 s. It allows for an emulator with a
    // tenth of a processor. See KernelStart.
    private const int Starts = 3;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly string[] _start;

    /// <summary>A machine in which QEMU itself starts a kernel.</summary>
    /// <param name="kernel">The kernel's image.</param>
    /// <param name="initrd">The initramfs.</param>
    public Machine(string kernel, string initrd)
        : this(["-kernel", kernel, "-initrd", initrd])
    {
    }

    /// <summary>The same for a kernel of any architecture.</summary>
    public Machine(Kernel kernel, string initrd)
        : this(kernel.Image, initrd) => Architecture = kernel.Architecture;

    private Machine(string[] start) => _start = start;

    private GuestArchitecture Architecture { get; } = GuestArchitecture.Native;

    /// <summary>A machine with EFI variables, until it ends: its firmware starts a kernel.</summary>
    /// <param name="kernel">The kernel's image.</param>
    /// <param name="initrd">The initramfs.</param>
    public static Machine WithVariables(string kernel, string initrd) => new(["-kernel", kernel, "-initrd", initrd, .. Firmware.Arguments()]);

    /// <summary>
    /// A machine whose firmware starts a program, such as a <see cref="UnifiedKernelImage"/>.
    /// </summary>
    /// <param name="systemPartition">
    /// The directory that becomes the machine's disk with <c>EFI/BOOT/BOOTX64.EFI</c>. It is the
    /// last disk.
    /// </param>
    /// <param name="secureBoot">Whether the program must be signed.</param>
    public static Machine WithFirmware(string systemPartition, bool secureBoot) => new(Firmware.Arguments(systemPartition, secureBoot));

    /// <summary>
    /// A machine whose firmware starts <c>EFI/BOOT/BOOTX64.EFI</c> of a disk, such as a
    /// <see cref="BootLoaderDisk"/>, without Secure Boot. It is the last disk. When the machine ends,
    /// what it wrote to the disk and to the firmware's variables is forgotten.
    /// </summary>
    public static Machine FromDisk(string image) => new(Firmware.ArgumentsForDisk(image));

    /// <summary>
    /// Whether a reset starts it again, as in a real machine. The default is that it ends. It then
    /// ends when it is switched off.
    /// </summary>
    public bool Restarts { get; init; }

    /// <summary>Whether it has a screen. The kernel uses the one that the firmware set up.</summary>
    public bool HasScreen { get; init; }

    /// <summary>Added to the command line of a kernel that QEMU starts.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>Whether it has a new TPM.</summary>
    public bool HasTpm { get; init; }

    /// <summary>Its disks.</summary>
    public IReadOnlyList<Drive> Drives { get; init; } = [];

    /// <summary>
    /// A shell script that an <see cref="OsTree"/> runs once it has started; then it reboots. What
    /// the script writes to file descriptor 3 is <see cref="MachineResult.Report"/>. Null for
    /// nothing.
    /// </summary>
    public string? Script { get; init; }

    /// <summary>Its memory, in MiB.</summary>
    public int Memory { get; init; } = 512;

    /// <summary>
    /// Whether its clock counts instructions: each takes a nanosecond, whatever it does. What does not
    /// wait then takes the same time on every host.
    /// </summary>
    public bool CountsInstructions { get; init; }

    /// <summary>
    /// The time limit. When it is exceeded, the machine is killed and an exception is thrown. Half
    /// a minute is usual; a slow host that runs several machines takes longer.
    /// </summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A file that keeps the console, as it is printed; null for none.</summary>
    public string? Log { get; init; }

    /// <summary>
    /// The machine is switched off at the first line of its console that matches; null to let it
    /// run to its end.
    /// </summary>
    public Regex? Until { get; init; }

    /// <summary>Called with each line of the console as it comes; null for no call.</summary>
    public Action<string>? Watch { get; init; }

    /// <summary>
    /// Runs it to its end. Where a kernel that QEMU starts hangs before it starts any program, it
    /// is switched off and on again, twice at most.
    /// </summary>
    /// <exception cref="TimeoutException">
    /// It was still running at its time limit. The message has the last lines of its console.
    /// </exception>
    /// <exception cref="CommandFailedException">QEMU did not start.</exception>
    public MachineResult Run()
    {
        using var log = Log is null ? StreamWriter.Null : new StreamWriter(Log) { AutoFlush = true };
        for (var start = 1; ; start++)
        {
            var mayHang = start < Starts && _start[0] == "-kernel";
            if (RunOnce(log, mayHang) is { } result)
                return result;
            var again = $"the machine's kernel hung before any program ran: started again ({start} of {Starts - 1})";
            log.WriteLine(again);
            Progress.Say(again);
        }
    }

    // Null: the kernel may hang. It had not started any program within the time limit for its
    // start.
    private MachineResult? RunOnce(TextWriter log, bool mayHang)
    {
        var report = Path.GetTempFileName();
        var script = Path.GetTempFileName();
        var console = new StringBuilder();
        var clock = Stopwatch.StartNew();
        bool ended = false, hangs = false;
        bool StartIsOver()
        {
            lock (console)
                return KernelStart.IsOver(console.ToString(), File.ReadAllText(report));
        }
        using var tpm = HasTpm ? new Tpm(TimeLimit) : null;
        try
        {
            var qemu = new Command(Architecture.Emulator, [.. Arguments(report), .. ScriptArguments(script), .. tpm?.Arguments ?? []])
            {
                TimeLimit = TimeLimit,
                Checkpoint = mayHang ? (_patience, () => hangs = !StartIsOver()) : null,
                OnOutputLine = raw =>
                {
                    // "\r\r\n", which the terminal and the serial line make of "\n", is not an
                    // empty line.
                    var line = ControlSequence().Replace(raw, "");
                    if (line.Length == 0)
                        return false;
                    lock (console)
                        console.Append(line).Append('\n');
                    log.WriteLine(line);
                    Watch?.Invoke(line);
                    return ended = Until?.IsMatch(line) == true;
                },
            };
            var output = qemu.RunToAnyEnd();
            // If a program started in the last moment, the machine must not run again: the kill is
            // then an error.
            if (hangs && !StartIsOver())
                return null;
            if (output.ExitStatus != 0 && !ended)
                throw new CommandFailedException(qemu, output);
            var text = File.ReadAllText(report).ReplaceLineEndings("\n");
            var status = ExitStatusLine().Match(text);
            return new MachineResult(
                console.ToString(),
                ExitStatusLine().Replace(text, ""),
                status.Success ? int.Parse(status.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : null,
                clock.Elapsed);
        }
        finally
        {
            File.Delete(report);
            File.Delete(script);
        }
    }

    // /dev/kvm can exist and still not boot a stock kernel. Emulation works everywhere and is fast
    // enough.
    private List<string> Arguments(string report)
    {
        List<string> arguments =
        [
            // One processor, because the machines run in parallel.
            "-accel", CountsInstructions ? "tcg,thread=single" : "tcg,thread=multi", "-smp", "1",
            "-m", Memory.ToString(CultureInfo.InvariantCulture),
            "-nodefaults", "-display", "none",
            .. Architecture.EmulatorArguments.Select(argument => argument.Replace("REPORT", report, StringComparison.Ordinal)),
            .. _start,
        ];
        if (!Restarts)
            arguments.Add("-no-reboot");
        if (CountsInstructions)
            arguments.AddRange("-icount", "shift=0");
        if (HasScreen)
            arguments.AddRange("-device", "VGA");
        if (_start[0] == "-kernel")
            arguments.AddRange("-append", Architecture.KernelOptions + " " + CommandLine);
        foreach (var (number, drive) in Drives.Index())
        {
            var writes = drive.ReadOnly ? "readonly=on" : drive.Snapshot ? "snapshot=on" : "readonly=off";
            arguments.AddRange(DriveArguments(drive.Image, $"disk{number}", writes));
        }

        return arguments;
    }

    private static string[] DriveArguments(string image, string name, string writes) =>
    [
        "-drive", $"file={image},format=raw,if=none,id={name},cache=unsafe,{writes}",
        "-device", $"virtio-blk-pci,drive={name},serial={name}",
    ];

    // The script is the content of a disk. Empty lines fill its last sector.
    private string[] ScriptArguments(string file)
    {
        const int sector = 512;
        if (Script is null)
            return [];
        var bytes = Encoding.UTF8.GetBytes(Script);
        File.WriteAllBytes(file, [.. bytes, .. Enumerable.Repeat((byte)'\n', sector - (bytes.Length % sector))]);
        return DriveArguments(file, "script", "readonly=on");
    }

    // ECMA-48: operating system commands, then colours and cursor, then the rest of the escape
    // sequences.
    [GeneratedRegex(@"\e\][^\a\e]*(\a|\e\\)|\e\[[0-?]*[ -/]*[@-~]|\e[ -/]*[0-~]")]
    private static partial Regex ControlSequence();

    [GeneratedRegex(@"^exit status (\d+)\n", RegexOptions.Multiline)]
    private static partial Regex ExitStatusLine();
}
