using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// A machine that boots several times from one disk with libostree: a first boot, an upgrade, a
/// hotfix, a rollback and three soft reboots. Each boot starts what the boot before made the default. In
/// the first, <c>look-around.sh</c> runs too. The first test that reads a result boots them all, one
/// after the other. It and the other tests wait for them.
/// </summary>
public static class Life
{
    /// <summary>
    /// The boots of the kernel, by their names in <c>live.sh</c>.
    /// </summary>
    public static readonly string[] KernelBoots = ["first", "upgraded", "hotfixed", "back"];

    /// <summary>
    /// The soft reboots after the last one: by <c>prepare-rootctl</c>, by libostree with the unit that
    /// verifies its root, and by libostree alone.
    /// </summary>
    public static readonly string[] SoftReboots = ["verified", "replaced", "soft-rebooted"];

    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(15);

    private static readonly Lazy<OsTree> _os = new(OsTree.Get);
    private static readonly Lazy<OstreeDisk> _disk = new(() => OstreeDisk.Of(_os.Value));

    // Boots when a test reads a result: xunit reads the names for every run.
    private static readonly Lazy<Dictionary<string, CaseFacts>> _boots = new(Run);

    /// <summary>The commit on the disk of the first boot.</summary>
    public static string FirstCommit => Path.GetFileName(_disk.Value.Deployment).Split('.')[0];

    /// <summary>The commit that the first boot makes, with a change, and deploys.</summary>
    public static string SecondCommit => Facts("first").Text("commit").Trim();

    /// <summary>The facts of a boot.</summary>
    public static CaseFacts Facts(string boot) => _boots.Value[boot];

    private static Dictionary<string, CaseFacts> Run()
    {
        var directory = Directory.CreateTempSubdirectory("prepare-root-life-").FullName;
        try
        {
            var disk = Path.Combine(directory, "disk");
            Disk.Copy(_disk.Value.Image, disk);
            return KernelBoots.SelectMany(boot => Boot(boot, disk, directory)).ToDictionary();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static IEnumerable<KeyValuePair<string, CaseFacts>> Boot(string boot, string disk, string directory)
    {
        var script = $"boot={boot}\n{SystemBoot.Script("live.sh")}";
        var entry = BootEntry.Default(disk, directory);
        var os = _os.Value with { Kernel = _os.Value.Kernel with { Image = entry.Kernel }, Initramfs = entry.Initramfs };
        var result = Emulator.Run(os.Machine(disk, entry.Options) with
        {
            Drives = [new Drive(disk) { Snapshot = false }],
            Script = boot == KernelBoots[0] ? SystemBoot.AndLookAround(script) : script,
            Log = Logs.For("life-" + boot),
            TimeLimit = _timeLimit,
        }, othersWait: true);
        File.WriteAllText(Logs.For($"life-{boot}-facts"), result.Report);
        return result.ExitStatus == 0
            ? SystemBoot.Boots(result)
            : throw new InvalidOperationException($"the machine did not live through the boot '{boot}':\n{result.Console}\n{result.Report}");
    }
}
