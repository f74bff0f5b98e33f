using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace PrepareRoot.Support;

/// <summary>A whole machine, emulated by QEMU. It runs until it resets or powers off.</summary>
public sealed partial record Machine
{
    /// <summary>
    /// What a kernel needs here on its command line. loglevel=5: errors and warnings only, the serial line is slow. clearcpuid=cx16: QEMU 7.2
    /// at times returns wrong flags from the kernel's cmpxchg16b, which ends in a double fault in kmalloc; programs may use it (NativeAOT's must).
    /// tsc=reliable no_timer_check: the clocks of an emulator that waits for its own processor look broken; they are not to be checked, nor exchanged.
    /// </summary>
    public const string KernelOptions = "console=ttyS0 panic=-1 loglevel=5 clearcpuid=cx16 tsc=reliable no_timer_check";

    // In the kernel's start, for which 3 s are usual: an emulator that gets a tenth of a processor is no hang. See KernelStart.
    private const int Starts = 3;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly string[] _start;

    /// <summary>One in which QEMU itself starts a kernel.</summary>
    /// <param name="kernel">The kernel's image.</param>
    /// <param name="initrd">The initramfs.</param>
    public Machine(string kernel, string initrd)
        : this(["-kernel", kernel, "-initrd", initrd])
    {
    }

    private Machine(string[] start) => _start = start;

    /// <summary>One whose firmware starts a program, as a <see cref="UnifiedKernelImage"/>.</summary>
    /// <param name="systemPartition">The directory that it sees as a disk with <c>EFI/BOOT/BOOTX64.EFI</c>. It is the last disk.</param>
    /// <param name="secureBoot">Whether the program must be signed.</param>
    public static Machine WithFirmware(string systemPartition, bool secureBoot) => new(Firmware.Arguments(systemPartition, secureBoot));

    /// <summary>What is added to the command line of a kernel that QEMU starts.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>Whether it has a TPM, a new one.</summary>
    public bool HasTpm { get; init; }

    /// <summary>Its disks.</summary>
    public IReadOnlyList<Drive> Drives { get; init; } = [];

    /// <summary>
    /// What an <see cref="OsTree"/> is to do once it has started, for its <c>sh</c>; then it reboots. What is written to file descriptor 3 is
    /// <see cref="MachineResult.Report"/>. Null for nothing.
    /// </summary>
    public string? Script { get; init; }

    /// <summary>Its memory, in MiB.</summary>
    public int Memory { get; init; } = 512;

    /// <summary>Ended by force, with an exception, when it runs longer. Half a minute is usual; some machines are slow, and emulate several at once.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A file that keeps the console, as it is printed; null for none.</summary>
    public string? Log { get; init; }

    /// <summary>The machine is switched off at the first line of its console that matches; null to let it run to its own end.</summary>
    public Regex? Until { get; init; }

    /// <summary>Called with each line of the console as it comes; null for nobody.</summary>
    public Action<string>? Watch { get; init; }

    /// <summary>Runs it to its end. Where a kernel that QEMU starts hangs before it starts any program, it is switched off and on again, twice at most.</summary>
    /// <exception cref="TimeoutException">It was still running at its time limit. The message has the last lines of its console.</exception>
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

    // Null: its kernel may hang, and had not started any program when the patience was over.
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
            var qemu = new Command("qemu-system-x86_64", [.. Arguments(report), .. ScriptArguments(script), .. tpm?.Arguments ?? []])
            {
                TimeLimit = TimeLimit,
                Checkpoint = mayHang ? (_patience, () => hangs = !StartIsOver()) : null,
                OnOutputLine = raw =>
                {
                    // "\r\r\n", as a terminal and a serial line make of "\n", is no empty line.
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
            // A program that ran in the last moment is none that may be run again: the end by force is an error then.
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

    // /dev/kvm may be there and boot no stock kernel: emulation works everywhere and is fast enough.
    private List<string> Arguments(string report)
    {
        List<string> arguments =
        [
            // Emulated, AVX makes everything slower: the C library and the kernel's SHA-256 prefer it. One processor: the machines run side by side.
            "-accel", "tcg,thread=multi", "-cpu", "max,avx=off,avx2=off", "-smp", "1",
            "-m", Memory.ToString(CultureInfo.InvariantCulture),
            "-nodefaults", "-display", "none", "-no-reboot",
            "-serial", "stdio", "-serial", "file:" + report,
            .. _start,
        ];
        if (_start[0] == "-kernel")
            arguments.AddRange("-append", KernelOptions + " " + CommandLine);
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

    // The script is the content of a disk of its own. A disk has whole sectors: it is filled up with empty lines.
    private string[] ScriptArguments(string file)
    {
        const int sector = 512;
        if (Script is null)
            return [];
        var bytes = Encoding.UTF8.GetBytes(Script);
        File.WriteAllBytes(file, [.. bytes, .. Enumerable.Repeat((byte)'\n', sector - (bytes.Length % sector))]);
        return DriveArguments(file, "script", "readonly=on");
    }

    // ECMA-48: what an operating system command says, then colours and cursor, then the rest of the escape sequences.
    [GeneratedRegex(@"\e\][^\a\e]*(\a|\e\\)|\e\[[0-?]*[ -/]*[@-~]|\e[ -/]*[0-~]")]
    private static partial Regex ControlSequence();

    [GeneratedRegex(@"^exit status (\d+)\n", RegexOptions.Multiline)]
    private static partial Regex ExitStatusLine();
}
