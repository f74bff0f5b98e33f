using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using PrepareRoot.Support;

namespace PrepareRoot.Demo;

/// <summary>
/// Boots a verified root in QEMU, once for each backend, and prints the checks. Exits 1 if a check
/// failed.
/// </summary>
internal static class Program
{
    // Seconds on two processors with nothing beside it, the first time.
    private static readonly (string, int)[] _composefs =
    [
        ("composefs: seal a tree", 20), ("composefs: boot", 4), ("composefs: boot with a corrupted object", 4), ("composefs: boot with another digest", 4),
    ];

    private static readonly (string, int)[] _ostree =
    [
        ("ostree: deploy a tree", 20), ("ostree: boot", 4), ("ostree: boot with a corrupted object", 4), ("ostree: boot with another digest", 4),
    ];

    private static int Main(string[] args)
    {
        Action<string>? watch = args.Contains("--verbose") ? Console.WriteLine : null;
        Directory.CreateDirectory(Checkout.File("artifacts/demo"));
        using var only = FileLock.TryTake(Checkout.File("artifacts/demo/lock"));
        if (only is null)
        {
            Console.Error.WriteLine("Another demo runs in this checkout: it uses the disks in artifacts/demo. Wait until it has ended, or use another checkout.");
            return 1;
        }
        // Each emulated machine keeps one processor busy.
        var steps = new Steps(_composefs, _ostree);
        List<Check> composefs = [], ostree = [];
        Parallel.Invoke(
            () => composefs.AddRange(ShowComposefs(() => steps.Next(0), watch)),
            () => ostree.AddRange(ShowOstree(() => steps.Next(1), watch)));

        Console.WriteLine();
        Print("composefs: a tree that prepare-rootctl sealed, its digest on the kernel command line", composefs);
        Print("ostree: a deployment of ostree admin deploy, enabled=verity", ostree);
        var failed = composefs.Concat(ostree).Count(check => !check.Passed);
        Console.WriteLine(failed == 0 ? "All of it was shown." : $"{failed} of it failed.");
        Console.WriteLine("The consoles are in artifacts/demo/.");
        return failed == 0 ? 0 : 1;
    }

    private static IReadOnlyList<Check> ShowComposefs(Action next, Action<string>? watch)
    {
        next();
        var disk = SealedDisk.Make(watch);
        var demonstration = new Demonstration("composefs", disk.Image, disk.Argument, next, watch);
        demonstration.Boot();
        demonstration.BootCorrupted(SealedDisk.ObjectOf);
        // The disk has its own image under that digest's name.
        var (digest, other) = (disk.Digest, CommandLines.MissingSha256);
        demonstration.RefuseOtherDigest(
            disk.Argument.Replace(digest, other, StringComparison.Ordinal),
            $"symlink /composefs/images/{other} ../objects/{digest[..2]}/{digest[2..]}",
            $"mkdir /state/deploy/{other}",
            $"mkdir /state/deploy/{other}/etc",
            $"mkdir /state/deploy/{other}/var");
        demonstration.RemoveDisk();
        File.Delete(disk.Image);
        return demonstration.Checks;
    }

    private static IReadOnlyList<Check> ShowOstree(Action next, Action<string>? watch)
    {
        next();
        var disk = BusyboxDisk.WithInit(Demonstration.Script("init.sh"));
        var demonstration = new Demonstration("ostree", disk.Image, disk.Argument, next, watch);
        demonstration.Boot();
        demonstration.BootCorrupted(file => disk.Link + file);
        demonstration.RefuseOtherDigest($"{disk.Argument} composefs={CommandLines.MissingSha256}");
        demonstration.RemoveDisk();
        return demonstration.Checks;
    }

    private static void Print(string title, IEnumerable<Check> checks)
    {
        var (green, red, plain) = Console.IsOutputRedirected ? ("", "", "") : ("\e[32m", "\e[31m", "\e[0m");
        Console.WriteLine(title);
        foreach (var check in checks)
        {
            Console.WriteLine(check.Passed
                ? $"  {green}✓{plain} {check.Description}"
                : $"  {red}✗{plain} {check.Description} {check.Reason}");
        }

        Console.WriteLine();
    }
}
