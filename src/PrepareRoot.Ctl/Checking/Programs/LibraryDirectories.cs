using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// Where the dynamic linker looks for a library: <c>ld.so(8)</c>. The directories of its cache are
/// searched, those that the cache is made from, as /etc may have a newer one when it boots, and
/// those of every distribution.
/// </summary>
/// <param name="files">The files of the new root.</param>
/// <param name="interpreter">The path of the dynamic linker.</param>
/// <param name="machine">The processor: EM_….</param>
internal sealed class LibraryDirectories(RootFiles files, string interpreter, ushort machine)
{
    private const int MaxPath = 4096; // PATH_MAX of linux/limits.h
    private const int MaxDirectories = 64;

    private readonly string _multiarch = MultiarchName(machine);
    private string[]? _defaults;

    /// <summary>Whether it is the dynamic linker of musl.</summary>
    private bool IsMusl => Name(interpreter).StartsWith("ld-musl-", StringComparison.Ordinal);

    /// <summary>
    /// Whether the dynamic linker itself is the library: it is loaded already. That of musl is also
    /// <c>libc</c> and its parts (<c>ldso/dynlink.c</c> of musl).
    /// </summary>
    internal bool IsLinker(string name) => name == Name(interpreter)
        || (IsMusl && name.StartsWith("lib", StringComparison.Ordinal) && name.Split('.')[0][3..] is "c" or "pthread" or "rt" or "m" or "dl" or "util" or "xnet");

    /// <summary>The directories that are searched after those of the file itself.</summary>
    internal IReadOnlyList<string> Defaults => _defaults ??= [.. Known().Distinct(StringComparer.Ordinal)];

    /// <summary>The directories of a DT_RPATH or DT_RUNPATH.</summary>
    /// <param name="path">Its value; null: there is none.</param>
    /// <param name="origin">The directory of the file that has it.</param>
    internal IReadOnlyList<string> Expand(string? path, string origin)
    {
        if (path is null)
            return [];
        var directories = new List<string>();
        foreach (var part in path.Split(':', MaxDirectories))
        {
            var directory = Replace(Replace(part, "ORIGIN", origin), "PLATFORM", _multiarch.Split('-')[0]);
            // The linker has one name here, which only itself knows.
            foreach (var lib in directory.Contains("LIB", StringComparison.Ordinal) ? new[] { "lib64", "lib", "lib/" + _multiarch } : [""])
            {
                if (Replace(directory, "LIB", lib) is { Length: > 0 and < MaxPath } expanded)
                    directories.Add("/" + expanded.Trim('/'));
            }
        }
        return directories;
    }

    private IEnumerable<string> Known() => IsMusl ? ["/lib", "/usr/local/lib", "/usr/lib"] :
    [
        .. LinkerCache.Directories(files), .. LinkerConfiguration.Directories(files),
        "/lib/" + _multiarch, "/usr/lib/" + _multiarch, "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/lib32", "/usr/lib32",
    ];

    private static string Replace(string text, string token, string value) => text
        .Replace("${" + token + "}", value, StringComparison.Ordinal)
        .Replace("$" + token, value, StringComparison.Ordinal);

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    // The values are EM_… of linux/elf-em.h, the names those of Debian.
    private static string MultiarchName(ushort machine) => machine switch
    {
        3 => "i386-linux-gnu",
        21 => "powerpc64le-linux-gnu",
        22 => "s390x-linux-gnu",
        40 => "arm-linux-gnueabihf",
        62 => "x86_64-linux-gnu",
        183 => "aarch64-linux-gnu",
        243 => "riscv64-linux-gnu",
        258 => "loongarch64-linux-gnu",
        _ => "unknown",
    };
}
