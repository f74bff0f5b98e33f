using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// A machine that lives with libostree on one disk: it boots, is upgraded, gets a hotfix, goes back and is rebooted softly. Each boot starts what the
/// one before made the default. The first test that wants to know something boots them all, one after the other; it and the others wait.
/// </summary>
public static class Life
{
    /// <summary>The boots, by the names that <c>live.sh</c> has for them. The last one has two halves, with the soft reboot between them.</summary>
    public static readonly string[] Boots = ["first", "upgraded", "hotfixed", "back", "soft-rebooted"];

    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(10);

    private static readonly Lazy<OsTree> _os = new(OsTree.Get);
    private static readonly Lazy<OstreeDisk> _disk = new(() => OstreeDisk.Of(_os.Value));

    // Not before a test wants to know: their names alone are read whatever tests are run.
    private static readonly Lazy<Dictionary<string, CaseFacts>> _boots = new(Run);

    /// <summary>The commit that is on the disk from the beginning.</summary>
    public static string FirstCommit => Path.GetFileName(_disk.Value.Deployment).Split('.')[0];

    /// <summary>The commit that is made in the first boot, with a change, and deployed.</summary>
    public static string SecondCommit => Facts("first").Text("commit").Trim();

    /// <summary>What was seen in a boot.</summary>
    public static CaseFacts Facts(string boot) => _boots.Value[boot];

    private static Dictionary<string, CaseFacts> Run()
    {
        var directory = Directory.CreateTempSubdirectory("prepare-root-life-").FullName;
        try
        {
            var disk = Path.Combine(directory, "disk");
            Disk.Copy(_disk.Value.Image, disk);
            return Boots.SkipLast(1).SelectMany(boot => Boot(boot, disk, directory)).ToDictionary();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static IEnumerable<KeyValuePair<string, CaseFacts>> Boot(string boot, string disk, string directory)
    {
        using var script = new StreamReader(typeof(Life).Assembly.GetManifestResourceStream("live.sh")!);
        var entry = BootEntry.Default(disk, directory);
        var os = _os.Value with { Kernel = _os.Value.Kernel with { Image = entry.Kernel }, Initramfs = entry.Initramfs };
        var result = Emulator.Run(os.Machine(disk, entry.Options) with
        {
            Drives = [new Drive(disk) { Snapshot = false }],
            Script = $"boot={boot}\n{script.ReadToEnd()}",
            Log = Logs.For("life-" + boot),
            TimeLimit = _timeLimit,
        });
        File.WriteAllText(Logs.For($"life-{boot}-facts"), result.Report);
        return result.ExitStatus == 0
            ? [.. result.Report.Split("@@boot ").Skip(1).Select(part => KeyValuePair.Create(part.Split('\n')[0], CaseFacts.Parse(part, result.Console)))]
            : throw new InvalidOperationException($"the machine did not live through the boot '{boot}':\n{result.Console}\n{result.Report}");
    }
}
