using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Recovery;

/// <summary>
/// A machine with EFI variables and one disk for each <see cref="BrokenRow"/>. Each of its boots
/// refuses one row, and starts the system of the disk that is not broken: see
/// <c>one-boot-later.sh</c>.
/// </summary>
public sealed class OneBootLaterMachine
{
    // Half a minute for each boot. A busy host takes longer.
    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(15);

    private readonly Lazy<CaseFacts[]> _boots = new(Run);

    /// <summary>The facts of the boots, one more than there are rows.</summary>
    public CaseFacts[] Boots => _boots.Value;

    private static CaseFacts[] Run()
    {
        var directory = Directory.CreateTempSubdirectory("prepare-root-later-").FullName;
        try
        {
            var disk = BusyboxDisk.Get();
            var kernel = Kernel.Of(AllCases.SuiteNames[^1]);
            var drives = new List<Drive> { new(disk.Image) };
            var texts = new Dictionary<string, string> { ["broken-row.sh"] = Script("broken-row.sh") };
            foreach (var (number, row) in BrokenRow.All.Index())
            {
                texts[$"rows/{number}/device"] = $"/dev/vd{(char)('a' + drives.Count)}\n";
                texts[$"rows/{number}/change"] = row.Change + "\n";
                drives.Add(new Drive(row.Damaged is null ? disk.Image : Damage(disk, row.Damaged, Path.Combine(directory, $"disk{number}"))));
            }
            var initrd = Path.Combine(directory, "initrd");
            new Initramfs(kernel, Script("one-boot-later.sh"))
            {
                Modules = [.. Initramfs.MountingModules, "efivarfs"],
                Files = new Dictionary<string, string>(Initramfs.WithLibraries("/usr/bin/fsverity"))
                {
                    ["bin/prepare-root"] = Artifacts.BootBinary,
                    ["bin/prepare-rootctl"] = Artifacts.Tool,
                },
                Texts = texts,
                ScriptIsInit = true,
            }.Write(initrd);
            var result = Emulator.Run(Machine.WithVariables(kernel.Image, initrd) with
            {
                CommandLine = disk.Argument,
                Drives = drives,
                Restarts = true,
                TimeLimit = _timeLimit,
                Log = Logs.For("one-boot-later"),
            });
            File.WriteAllText(Logs.For("one-boot-later-facts"), result.Report);
            return [.. result.Report.Split("@@boot\n").Skip(1).Select(part => CaseFacts.Parse(part, result.Console))];
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Damage(BusyboxDisk disk, string file, string copy)
    {
        Disk.Copy(disk.Image, copy);
        Disk.Corrupt(copy, disk.Link + file);
        return copy;
    }

    private static string Script(string name)
    {
        using var reader = new StreamReader(typeof(OneBootLaterMachine).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
