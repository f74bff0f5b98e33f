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
        var os = OsTree.Get();

        // In parallel: each emulated machine keeps one processor busy.
        List<Check> composefs = [], ostree = [];
        Parallel.Invoke(
            () => composefs.AddRange(ShowComposefs(os, watch)),
            () => ostree.AddRange(ShowOstree(os, watch)));

        Console.WriteLine();
        Print("composefs: the image of mkcomposefs, its digest on the kernel command line", composefs);
        Print("ostree: a deployment of ostree admin deploy, enabled=verity", ostree);
        var failed = composefs.Concat(ostree).Count(check => !check.Passed);
        Console.WriteLine(failed == 0 ? "All of it was shown." : $"{failed} of it failed.");
        Console.WriteLine("The consoles are in artifacts/demo/.");
        return failed == 0 ? 0 : 1;
    }

    private static IReadOnlyList<Check> ShowComposefs(OsTree os, Action<string>? watch)
    {
        var disk = ComposefsDisk.Of(os);
        var demonstration = new Demonstration(os, "composefs", disk.Image, disk.Argument, watch);
        demonstration.Boot();
        demonstration.BootCorrupted(ComposefsDisk.ObjectOf);
        demonstration.RefuseOtherDigest(disk);
        demonstration.RemoveDisk();
        return demonstration.Checks;
    }

    private static IReadOnlyList<Check> ShowOstree(OsTree os, Action<string>? watch)
    {
        var disk = OstreeDisk.Of(os);
        var demonstration = new Demonstration(os, "ostree", disk.Image, disk.Argument, watch);
        demonstration.Boot();
        demonstration.BootCorrupted(disk.ObjectOf);
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
