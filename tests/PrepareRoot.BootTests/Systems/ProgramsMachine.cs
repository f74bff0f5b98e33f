using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// A machine that boots several times from one disk with a composefs repository: grub's tools and
/// podman run, <c>/etc</c> and <c>/var</c> are reset, the reset is undone, and the kernel crashes. See
/// <c>programs.sh</c>.
/// </summary>
public sealed class ProgramsMachine
{
    private static readonly string[] _boots = ["first", "reset", "undone", "crashed"];

    // What the kernel that saves the dump has: as many bytes as twice its initramfs, and the system.
    private const string CrashKernel = "crashkernel=384M";

    // In an emulator it takes a minute to load that kernel.
    private const string WithoutDump = "systemd.mask=kdump-tools.service";

    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(10);

    private readonly Lazy<Dictionary<string, CaseFacts>> _facts = new(Run);

    /// <summary>The facts of a boot.</summary>
    public CaseFacts Facts(string boot) => _facts.Value[boot];

    private static Dictionary<string, CaseFacts> Run()
    {
        var os = OsTree.Get(OsRecipe.ForkyWithPrograms);
        var disk = ComposefsDisk.Of(os);
        var directory = Directory.CreateTempSubdirectory("prepare-root-programs-").FullName;
        try
        {
            var image = Path.Combine(directory, "disk");
            Disk.Copy(disk.Image, image);
            return _boots.SelectMany(boot => Boot(boot, os.Machine(image, $"{disk.Argument} {(boot == "undone" ? CrashKernel : WithoutDump)}"))).ToDictionary();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static IEnumerable<KeyValuePair<string, CaseFacts>> Boot(string boot, Machine machine)
    {
        var result = Emulator.Run(machine with
        {
            Drives = [.. machine.Drives.Select(drive => drive with { Snapshot = false })],
            Memory = 2048,
            Script = $"boot={boot}\n{SystemBoot.Script("programs.sh")}",
            Log = Logs.For("programs-" + boot),
            TimeLimit = _timeLimit,
        });
        File.WriteAllText(Logs.For($"programs-{boot}-facts"), result.Report);
        return SystemBoot.Boots(result);
    }
}
