using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// A machine that boots several times from one disk with a composefs repository. It boots one
/// deployment, then the other with a transient root and <c>/etc</c>, then the same without them,
/// then the first again. The boots differ in the kernel argument, and once in a file of the
/// initramfs. Each boot writes its name to the same files. In the first of the newest suite,
/// <c>look-around.sh</c> runs too. The first test that reads a result boots them all, one after the
/// other. It and the other tests wait for them.
/// </summary>
public static class ComposefsLife
{
    /// <summary>
    /// The boots of each suite's system, by the names that they write. The suite before has the
    /// first only: what it adds is its kernel and its systemd. <c>make test</c> boots no other of either.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string[]> Boots = new Dictionary<string, string[]>
    {
        [OsRecipe.Trixie.Suite] = ["first"],
        [OsRecipe.Forky.Suite] = ["first", "transient", "second", "again"],
    };

    private const string SetupConfiguration = "usr/lib/composefs/setup-root-conf.toml";

    private const string Transient = """
        [root]
        transient = true
        [etc]
        mount = "transient"

        """;

    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(10);

    private static readonly Dictionary<string, (Lazy<ComposefsDisk> Disk, Lazy<Dictionary<string, CaseFacts>> Boots)> _lives =
        new[] { OsRecipe.Trixie, OsRecipe.Forky }.ToDictionary(recipe => recipe.Suite, Live);

    /// <summary>The disk of the first boot.</summary>
    public static ComposefsDisk DiskOf(string suite) => _lives[suite].Disk.Value;

    /// <summary>The facts of a boot.</summary>
    /// <param name="suite">The system's suite of Debian.</param>
    /// <param name="boot">The boot.</param>
    public static CaseFacts Facts(string suite, string boot) => _lives[suite].Boots.Value[boot];

    private static (Lazy<ComposefsDisk>, Lazy<Dictionary<string, CaseFacts>>) Live(OsRecipe recipe)
    {
        var os = new Lazy<OsTree>(() => OsTree.Get(recipe));
        var disk = new Lazy<ComposefsDisk>(() => ComposefsDisk.Of(os.Value));
        return (disk, new(() => Run(recipe.Suite, os.Value, disk.Value)));
    }

    private static Dictionary<string, CaseFacts> Run(string suite, OsTree os, ComposefsDisk disk)
    {
        var directory = Directory.CreateTempSubdirectory("prepare-root-composefs-life-").FullName;
        try
        {
            var image = Path.Combine(directory, "disk");
            Disk.Copy(disk.Image, image);
            var boots = Requirements.AreMet(Needs.Asked) ? Boots[suite] : Boots[suite][..1];
            return boots.SelectMany(boot => Boot(suite, boot, boot switch
            {
                "transient" => os.WithInitramfsFiles(directory, (SetupConfiguration, Transient)).Machine(image, disk.SecondArgument),
                "second" => os.Machine(image, disk.SecondArgument + " systemd.volatile=state"),
                _ => os.Machine(image, disk.Argument),
            })).ToDictionary();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static IEnumerable<KeyValuePair<string, CaseFacts>> Boot(string suite, string boot, Machine machine)
    {
        var script = $"boot={boot}\n{SystemBoot.Script("live-composefs.sh")}";
        var result = Emulator.Run(machine with
        {
            Drives = [.. machine.Drives.Select(drive => drive with { Snapshot = false })],
            Script = (suite, boot) == (OsRecipe.Forky.Suite, "first") ? SystemBoot.AndLookAround(script) : script,
            Log = Logs.For($"life-composefs-{suite}-{boot}"),
            TimeLimit = _timeLimit,
        }, othersWait: true);
        File.WriteAllText(Logs.For($"life-composefs-{suite}-{boot}-facts"), result.Report);
        return result.ExitStatus == 0
            ? SystemBoot.Boots(result)
            : throw new InvalidOperationException($"the machine with {suite} did not live through the boot '{boot}':\n{result.Console}\n{result.Report}");
    }
}
