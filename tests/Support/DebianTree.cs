using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>Trees of Debian packages, made with mmdebstrap and cached.</summary>
public static class DebianTree
{
    // A snapshot of a testing suite is used after the date in its Release file. Its signature is
    // still checked.
    private static readonly string[] _options = ["--quiet", "--aptopt=Acquire::Check-Valid-Until \"false\""];

    // The machines do not read these files, and every file costs time when a disk is made.
    private static readonly string[] _leftOut = ["/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/etc/kernel/postinst.d/dracut"];

    /// <summary>The programs of this machine that emulated ones of another architecture need.</summary>
    internal static readonly string[] ForGuests = ["busybox-static", "fsverity", "strace"];

    /// <summary>This machine's release of Debian.</summary>
    internal static string Here => File.ReadLines("/etc/os-release").Single(line => line.StartsWith("VERSION_CODENAME=", StringComparison.Ordinal)).Split('=')[1];

    /// <summary>A whole system: the packages, all they need, all configured.</summary>
    /// <param name="suite">Debian's name of the release, as <c>forky</c>.</param>
    /// <param name="packages">Packages beyond the essential ones.</param>
    /// <returns>A directory that must not be modified.</returns>
    public static string Installed(string suite, params string[] packages) =>
        Cache.Get($"tree-{suite}", [suite, .. packages, .. _leftOut], path =>
        {
            List<string> arguments = [.. _options, "--variant=minbase", $"--include={string.Join(',', packages)}"];
            foreach (var pattern in _leftOut)
                arguments.Add($"--dpkgopt=path-exclude={pattern}");
            Command.Run("mmdebstrap", [.. arguments, suite, path, DebianMirror.Address]);
        });

    /// <summary>
    /// The files of packages, and of what they need, unpacked without running any of their scripts.
    /// </summary>
    /// <param name="suite">Debian's name of the release.</param>
    /// <param name="directory">Where to.</param>
    /// <param name="packages">The packages.</param>
    public static void Extract(string suite, string directory, params string[] packages) =>
        Extract(suite, GuestArchitecture.Native, directory, packages);

    /// <summary>The same for any architecture.</summary>
    public static void Extract(string suite, GuestArchitecture architecture, string directory, params string[] packages) => Command.Run(
        "mmdebstrap",
        [.. _options, "--variant=extract", $"--architectures={architecture.Name}", $"--include={string.Join(',', packages)}", suite, directory, DebianMirror.Address]);
}
