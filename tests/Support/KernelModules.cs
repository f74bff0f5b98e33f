using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>Reads what depmod(8) wrote about a kernel's modules.</summary>
public static class KernelModules
{
    /// <summary>
    /// The files of modules and of all that they depend on, in an order in which they load.
    /// Built-in modules have no file.
    /// </summary>
    /// <exception cref="ArgumentException">The kernel has no such module.</exception>
    public static IReadOnlyList<string> InLoadOrder(Kernel kernel, IEnumerable<string> names)
    {
        var dependencies = Dependencies(kernel);
        var builtIn = File.ReadLines(Path.Combine(kernel.Modules, "modules.builtin")).Select(Name).ToHashSet();
        var ordered = new List<string>();
        foreach (var name in names.Where(name => !builtIn.Contains(name)))
        {
            if (!dependencies.TryGetValue(name, out var files))
                throw new ArgumentException($"kernel {kernel.Release} has no module {name}", nameof(names));
            ordered.AddRange(files);
        }

        return [.. ordered.Distinct().Select(file => Path.Combine(kernel.Modules, file))];
    }

    // modules.dep: "FILE: FILE …", the dependencies of the first file, in reverse order of loading.
    private static Dictionary<string, string[]> Dependencies(Kernel kernel) =>
        File.ReadLines(Path.Combine(kernel.Modules, "modules.dep"))
            .Select(line => line.Split([": ", ":", " "], StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(files => Name(files[0]), files => files.Reverse().ToArray());

    // fs/erofs/erofs.ko.xz is the module erofs, crc32c-intel.ko is crc32c_intel.
    private static string Name(string file)
    {
        var name = Path.GetFileName(file);
        return name[..name.IndexOf(".ko", StringComparison.Ordinal)].Replace('-', '_');
    }
}
