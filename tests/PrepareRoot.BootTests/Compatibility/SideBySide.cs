using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>
/// Machines that run every row of the table, two for each kernel. Each row runs with libostree's
/// program and then with ours.
/// </summary>
public static class SideBySide
{
    /// <summary>libostree's program, in Debian's package <c>ostree-boot</c>.</summary>
    private const string Libostree = "/usr/lib/ostree/ostree-prepare-root";

    // Each row has a directory. A run's copy of its disk is in memory.
    private const string RunAll = """
        mkdir /images
        mount -t tmpfs -o size=100% tmpfs /images
        perl /run-rows.pl /rows/*
        """;

    // It usually takes two minutes; on a busy machine it took eight.
    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(45);

    // A machine has one processor, the host usually two. Each machine runs every second row.
    private const int Parts = 2;

    private static readonly string[] _scripts = ["run-rows.pl", "system-calls.pl", "journal.pl", "list.pl"];

    private static readonly Dictionary<(string Suite, int Part), Lazy<Dictionary<string, CaseFacts>>> _machines =
        (from suite in AllCases.SuiteNames from part in Enumerable.Range(0, Parts) select (suite, part)).ToDictionary(
            machine => machine, machine => new Lazy<Dictionary<string, CaseFacts>>(() => Run(machine.suite, machine.part)));

    /// <summary>The result of a row: facts named "libostree: NAME" and "ours: NAME".</summary>
    /// <param name="suite">The suite of Debian whose kernel it ran on.</param>
    /// <param name="row">The row.</param>
    public static CaseFacts Facts(string suite, CompatibilityRow row)
    {
        // The kernel's other machine starts too, without waiting for it.
        foreach (var part in Enumerable.Range(0, Parts))
            _ = Task.Run(() => _machines[(suite, part)].Value);
        return _machines[(suite, Array.IndexOf([.. CompatibilityTable.On(suite)], row) % Parts)].Value[row.Name];
    }

    private static Dictionary<string, CaseFacts> Run(string suite, int part)
    {
        var initrd = Path.GetTempFileName();
        try
        {
            var kernel = Kernel.Of(suite);
            var rows = CompatibilityTable.On(suite).Where((_, index) => index % Parts == part).ToArray();
            var disks = rows.Select(row => row.Disk.Image).Distinct().ToList();
            var texts = new Dictionary<string, string>();
            foreach (var name in (string[])_scripts)
                texts[name] = Script(name);
            foreach (var (number, row) in rows.Index())
                Add(texts, $"rows/{number:000}", row, disks.IndexOf(row.Disk.Image));
            var files = new Dictionary<string, string>(Initramfs.WithLibraries(OsTree.Tools, Libostree, "/usr/bin/perl"))
            {
                ["bin/prepare-root"] = Artifacts.BootBinary,
            };
            new Initramfs(kernel, RunAll) { Files = files, Texts = texts }.Write(initrd);
            var result = Emulator.Run(new Machine(kernel, initrd)
            {
                Drives = [.. disks.Select(disk => new Drive(disk))],
                Memory = 1024,
                Log = Logs.For($"compatibility-{suite}-{part}"),
                TimeLimit = _timeLimit,
            });
            File.WriteAllText(Logs.For($"compatibility-{suite}-{part}-facts"), result.Report);
            return result.ExitStatus == 0
                ? result.Report.Split("@@row ").Skip(1).ToDictionary(part => part.Split('\n')[0], part => CaseFacts.Parse(part, result.Console))
                : throw new InvalidOperationException("the rows were not all run:\n" + result.Console);
        }
        finally
        {
            File.Delete(initrd);
        }
    }

    private static void Add(Dictionary<string, string> texts, string directory, CompatibilityRow row, int disk)
    {
        texts[directory + "/name"] = row.Name + "\n";
        texts[directory + "/machine"] = $"/dev/vd{(char)('a' + disk)} {row.Disk.Directory}\n";
        texts[directory + "/cmdline"] = row.CommandLine;
        foreach (var (path, content) in row.Files)
            texts[$"{directory}/initramfs/{path}"] = content;
        foreach (var (name, text) in new[]
        {
            ("initramfs/etc/ostree/prepare-root.conf", row.Configuration), ("change", row.Change), ("before", row.Before),
            ("damage", row.Damaged is { } file ? row.Disk.Overwrite(file, block: 0) : null),
            ("read-only", row.ReadOnlyDisk ? "" : null), ("alone", row.OtherNotRun is null ? null : ""), ("call", row.Call is null ? null : string.Concat(row.Call.Select(word => word + "\n"))),
        })
        {
            if (text is not null)
                texts[directory + "/" + name] = text;
        }
    }

    private static string Script(string name)
    {
        using var reader = new StreamReader(typeof(SideBySide).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
