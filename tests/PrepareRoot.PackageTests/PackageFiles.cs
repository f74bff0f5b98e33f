using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.PackageTests;

/// <summary>What <c>make deb</c> and <c>make rpm</c> made.</summary>
internal static class PackageFiles
{
    /// <summary>The Debian packages.</summary>
    internal static string[] Debian => Matching("*.deb");

    /// <summary>The packages of rpm.</summary>
    internal static string[] Rpm => Matching("*.rpm");

    /// <summary>Copies the Debian packages into a directory.</summary>
    internal static void CopyDebian(string directory)
    {
        foreach (var package in Debian)
            File.Copy(package, Path.Combine(directory, Path.GetFileName(package)));
    }

    /// <summary>Makes the next version of a Debian package, in which one file has one more line.</summary>
    /// <param name="package">The package.</param>
    /// <param name="version">The version of the new one.</param>
    /// <param name="directory">Where it is put.</param>
    /// <param name="file">The file's path from the root; null for none.</param>
    internal static void MakeNext(string package, string version, string directory, string? file)
    {
        using var scratch = new Scratch();
        Command.Run("dpkg-deb", "--raw-extract", package, scratch["files"]);
        Command.Run("sed", "-i", "-e", $"s/^Version: .*/Version: {version}/", "-e", $"s/(= [^)]*)$/(= {version})/", scratch["files/DEBIAN/control"]);
        if (file is not null)
        {
            File.AppendAllText(scratch["files" + file], $"# {version}\n");
            Command.Run("sed", "-i", $"\\|{file[1..]}$|d", scratch["files/DEBIAN/md5sums"]);
        }

        Command.Run("dpkg-deb", "--root-owner-group", "-Zgzip", "--build", scratch["files"], directory);
    }

    /// <summary>Makes a Debian package with nothing but one file.</summary>
    internal static void MakeStandIn(string name, string file, string content, string directory)
    {
        using var scratch = new Scratch();
        var control = scratch["files/DEBIAN/control"];
        foreach (var (path, text) in ((string, string)[])[(scratch["files" + file], content), (control, $"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: stand-in\n")])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        Command.Run("dpkg-deb", "--root-owner-group", "-Zgzip", "--build", scratch["files"], directory);
    }

    private static string[] Matching(string pattern) => Directory.GetFiles(Artifacts.Packages, pattern);
}
