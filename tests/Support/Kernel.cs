using System.IO;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>A Debian kernel with its modules.</summary>
/// <param name="Release">The output of <c>uname -r</c>.</param>
/// <param name="Image">The file to boot.</param>
/// <param name="Modules">Its <c>/lib/modules/RELEASE</c>.</param>
public sealed record Kernel(string Release, string Image, string Modules)
{
    // Before trixie, /lib is not a link in a tree of extracted packages.
    private static readonly string[] _moduleDirectories = ["usr/lib/modules", "lib/modules"];

    /// <summary>What its machines are.</summary>
    public GuestArchitecture Architecture { get; init; } = GuestArchitecture.Native;

    /// <summary>
    /// The kernel of a suite (<c>bookworm</c> 6.1, <c>trixie</c> 6.12, <c>forky</c> 7.2), cached,
    /// for the machines that are tested.
    /// </summary>
    public static Kernel Of(string suite) => Of(suite, GuestArchitecture.OfTests);

    /// <summary>The same for any machine.</summary>
    public static Kernel Of(string suite, GuestArchitecture architecture)
    {
        var package = architecture.KernelPackage;
        var name = architecture == GuestArchitecture.Native ? $"kernel-{suite}" : $"kernel-{suite}-{architecture.Name}";
        var path = Cache.Get(name, [suite, package], path =>
        {
            var tree = Path.Combine(path, "tree");
            Directory.CreateDirectory(path);
            DebianTree.Extract(suite, architecture, tree, package);
            var image = In(tree);
            File.Move(image.Image, Path.Combine(path, "vmlinuz"));
            Directory.CreateDirectory(Path.Combine(path, "lib/modules"));
            Directory.Move(image.Modules, Path.Combine(path, "lib/modules", image.Release));
            Directory.Delete(tree, recursive: true);
            Command.Run("depmod", "--basedir", path, image.Release);
        });
        var modules = Directory.GetDirectories(Path.Combine(path, "lib/modules")).Single();
        return new Kernel(Path.GetFileName(modules), Path.Combine(path, "vmlinuz"), modules) { Architecture = architecture };
    }

    /// <summary>The one kernel that is installed in a tree.</summary>
    public static Kernel In(string tree)
    {
        var modules = _moduleDirectories
            .Select(directory => Path.Combine(tree, directory))
            .Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .First();
        var release = Path.GetFileName(modules);
        var inModules = Path.Combine(modules, "vmlinuz");
        return new Kernel(release, File.Exists(inModules) ? inModules : Path.Combine(tree, "boot", $"vmlinuz-{release}"), modules);
    }
}
