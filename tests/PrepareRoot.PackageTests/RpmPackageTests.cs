using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.PackageTests;

/// <summary>
/// The packages for rpm, installed, upgraded and removed with rpm. The system is a shell, and
/// stand-ins for dracut and for the package ostree: no system with rpm can be had from Debian.
/// </summary>
public class RpmPackageTests
{
    private const string Image = "/boot/initramfs-7.0.0.img";

    // Writes what it is called with.
    private const string Dracut = "#!/bin/sh\necho \"$*\" >> /dracut-calls\n";

    private const string Ostree = """
        Name: ostree
        Version: 1
        Release: 1
        Summary: Stand-in
        License: None
        BuildArch: noarch
        %description
        Stand-in.
        %install
        mkdir -p %{buildroot}/usr/lib/ostree
        echo "libostree's" > %{buildroot}/usr/lib/ostree/ostree-prepare-root
        %files
        /usr/lib/ostree/ostree-prepare-root

        """;

    [RequiresFact(Needs.Root | Needs.Packages)]
    public void Packages_are_installed_upgraded_and_removed_beside_ostree()
    {
        using var system = new Scratch();
        MakeSystem(system);
        Rpm(system, "--install", OstreePackage(system));
        var before = Files(system);
        var call = $"--force --kver 7.0.0 {Image}\n";

        Rpm(system, ["--install", .. Packages]);
        Assert.Equal("", Rpm(system, "--verify", "prepare-root", "prepare-rootctl", "ostree"));
        Assert.Equal(File.ReadAllBytes(Artifacts.BootBinary), File.ReadAllBytes(system["root/usr/lib/prepare-root/prepare-root"]));
        Assert.Equal("libostree's\n", File.ReadAllText(system["root/usr/lib/ostree/ostree-prepare-root"]));
        Assert.Equal(call, Calls(system));

        // Of the old package's scripts, none rebuilds.
        Rpm(system, ["--upgrade", "--replacepkgs", .. Packages]);
        Assert.Equal(call, Calls(system));

        // No initramfs: an image is being built.
        File.Move(system["root" + Image], system["image"]);
        Rpm(system, ["--upgrade", "--replacepkgs", .. Packages]);
        Assert.Equal("", Calls(system));
        File.Move(system["image"], system["root" + Image]);

        Rpm(system, "--erase", "prepare-root", "prepare-rootctl");
        Assert.Equal(call, Calls(system));
        Assert.Equal(before, Files(system));
    }

    private static string[] Packages => PackageFiles.Rpm;

    private static void MakeSystem(Scratch system)
    {
        foreach (var directory in (string[])["bin", "boot", "usr/bin", "usr/lib/modules/7.0.0"])
            Directory.CreateDirectory(system["root/" + directory]);
        File.Copy("/bin/busybox", system["root/bin/busybox"]);
        foreach (var applet in (string[])["sh", "echo"])
            File.CreateSymbolicLink(system["root/bin/" + applet], "busybox");
        File.WriteAllText(system["root" + Image], "");
        File.WriteAllText(system["root/usr/bin/dracut"], Dracut);
        File.SetUnixFileMode(system["root/usr/bin/dracut"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static string OstreePackage(Scratch system)
    {
        File.WriteAllText(system["ostree.spec"], Ostree);
        Command.Run("rpmbuild", "-bb", "--quiet", "--define", $"_topdir {system["rpmbuild"]}", system["ostree.spec"]);
        return system["rpmbuild/RPMS/noarch/ostree-1-1.noarch.rpm"];
    }

    private static string Rpm(Scratch system, params string[] arguments) =>
        Command.Run("rpm", ["--root", system["root"], "--dbpath", "/var/lib/rpm", .. arguments[..1], "--nodeps", .. arguments[1..]]);

    // The calls of dracut since the last time.
    private static string Calls(Scratch system)
    {
        var file = system["root/dracut-calls"];
        var calls = File.Exists(file) ? File.ReadAllText(file) : "";
        File.Delete(file);
        return calls;
    }

    // Not the directories that every system with rpm has: no package owns them here.
    private static string[] Files(Scratch system) =>
        [.. Command.Run("find", system["root"], "-path", "*/var/lib/rpm", "-prune", "-o", "(", "!", "-type", "d", "-o", "-name", "*prepare-root*", ")", "-printf", "%P %y %m %s %l\n").Split('\n').Order(StringComparer.Ordinal)];
}
