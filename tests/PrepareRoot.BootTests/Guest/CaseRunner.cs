using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Guest;

/// <summary>Runs cases in a machine, one after the other.</summary>
public static class CaseRunner
{
    // Each case has a directory. Descriptor 3 is the machine's report.
    private const string RunAll = """
        for case in /cases/*; do
            echo "@@case $(cat "$case/name")" >&3
            read -r time _ < /proc/uptime
            echo "[$time] $(cat "$case/name")"
            unshare -m sh /run-case.sh "$case" || exit
        done
        # Loop devices clear themselves a moment after their last user is gone.
        for second in $(seq 60); do
            cat /sys/block/loop*/loop/backing_file > /dev/null 2>&1 || break
            sleep 1
        done
        echo "@@case $AtTheEnd" >&3
        echo "@@fact loops" >&3
        cat /sys/block/loop*/loop/backing_file 2> /dev/null >&3
        true
        """;

    /// <summary>The name of the facts after all cases.</summary>
    public const string AtTheEnd = "at the end";

    /// <summary>Runs cases.</summary>
    /// <param name="suite">The suite of Debian whose kernel the machine runs.</param>
    /// <param name="log">The name of the machine's logs.</param>
    /// <param name="cases">The cases.</param>
    /// <returns>The facts of each case, by its name.</returns>
    public static Dictionary<string, CaseFacts> Run(string suite, string log, IReadOnlyCollection<BootCase> cases)
    {
        var initrd = Path.GetTempFileName();
        try
        {
            var kernel = Kernel.Of(suite);
            var drives = new List<Drive>();
            var shared = new Dictionary<(FixtureDisk Disk, string? Change), string>();
            var texts = new Dictionary<string, string> { ["run-case.sh"] = RunCase() };
            foreach (var (number, @case) in cases.Index())
                Add(texts, $"cases/{number:000}", @case, DeviceFor(@case, drives, shared));
            new Initramfs(kernel, RunAll.Replace("$AtTheEnd", AtTheEnd, StringComparison.Ordinal))
            {
                Files = Programs(cases.Any(@case => @case.IsPredicted)),
                Texts = texts,
                Modules = suite == KernelTests.OldSuite ? [.. Initramfs.MountingModules, "sha512_generic"] : Initramfs.MountingModules,
            }.Write(initrd);
            var result = Emulator.Run(new Machine(kernel, initrd) { Drives = drives, Log = Logs.For(log) });
            File.WriteAllText(Logs.For(log + "-facts"), result.Report);
            return result.ExitStatus == 0 ? Read(result) : throw new InvalidOperationException("the cases were not all run:\n" + result.Console);
        }
        finally
        {
            File.Delete(initrd);
        }
    }

    private static Dictionary<string, string> Programs(bool withTool)
    {
        var files = new Dictionary<string, string> { ["bin/prepare-root"] = GuestArchitecture.OfTests.BootBinary };
        if (withTool)
            files["bin/prepare-rootctl"] = GuestArchitecture.OfTests.Tool;
        foreach (var program in (string[])["/usr/bin/fsverity", "/usr/bin/strace"])
        {
            foreach (var (name, file) in GuestArchitecture.OfTests.WithLibraries(program))
                files[name] = file;
        }
        return files;
    }

    // Cases that do not change their disk share one, with those that change a copy, and so do cases
    // with the same repeatable change.
    private static string DeviceFor(BootCase @case, List<Drive> drives, Dictionary<(FixtureDisk Disk, string? Change), string> shared)
    {
        var key = (@case.Disk with { Directory = "" }, @case.IsCopied ? null : @case.Change);
        if (!@case.NeedsItsOwnDisk && shared.TryGetValue(key, out var device))
            return device;
        device = "/dev/vd" + (char)('a' + drives.Count);
        drives.Add(new Drive(@case.Disk.Image));
        if (!@case.NeedsItsOwnDisk)
            shared[key] = device;
        return device;
    }

    private static void Add(Dictionary<string, string> texts, string directory, BootCase @case, string device)
    {
        texts[directory + "/name"] = @case.Name + "\n";
        texts[directory + "/disk"] = $"device={device} directory={@case.Disk.Directory}\n";
        if (@case.Keys is not null)
            texts[directory + "/initramfs-root-binding.key"] = @case.Keys;
        texts[directory + "/cmdline"] = @case.CommandLine;
        foreach (var (name, text) in new[]
        {
            ("prepare-root.conf", @case.Configuration), ("setup-root-conf.toml", @case.SetupConfiguration), ("damage", @case.Damage), ("change", @case.Change), ("probe", @case.Probe),
            ("strace", @case.Strace), ("timed", @case.IsTimed ? "" : null), ("thorough", @case.IsThorough ? "" : null),
            ("copied", @case.IsCopied ? "" : null), ("predicted", @case.IsPredicted ? "" : null), ("planned", @case.IsPlanned ? "" : null),
        })
        {
            if (text is not null)
                texts[directory + "/" + name] = text + "\n";
        }
    }

    private static Dictionary<string, CaseFacts> Read(MachineResult result) => result.Report.Split("@@case ").Skip(1).ToDictionary(
        part => part.Split('\n')[0],
        part => CaseFacts.Parse(part, result.Console));

    private static string RunCase()
    {
        using var reader = new StreamReader(typeof(CaseRunner).Assembly.GetManifestResourceStream("run-case.sh")!);
        return reader.ReadToEnd();
    }
}
