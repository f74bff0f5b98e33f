using System;
using System.IO;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.PackageTests;

/// <summary>The Debian packages, installed, upgraded and purged with apt.</summary>
public class DebianPackageTests
{
    private const string Libostrees = "/usr/lib/ostree/ostree-prepare-root";
    private const string Diverted = Libostrees + ".libostree";
    private const string Program = "/usr/lib/prepare-root/prepare-root";
    private const string Script = "/usr/lib/prepare-root/initramfs-died.sh";
    private const string Install = "apt-get install --yes --quiet=2 /packages/prepare-root*.deb";
    private const string State = "dpkg --audit; dpkg-divert --list; dpkg-query --show --showformat='${binary:Package} ${Version} ${db:Status-Abbrev}\\n'";
    private const string Purge = "apt-get purge --yes --quiet=2 prepare-root prepare-rootctl";

    [RequiresFact(Needs.Root | Needs.Packages)]
    public void Packages_are_installed_upgraded_and_purged_beside_ostree_boot_with_dracut()
    {
        using var system = new PackagedSystem(InitramfsGenerator.Dracut);
        var libostrees = File.ReadAllBytes(system.File(Libostrees));

        IsInstalledUpgradedAndPurged(system, () =>
        {
            Assert.Equal(libostrees, File.ReadAllBytes(system.File(Diverted)));
            Assert.False(File.Exists(system.InitramfsFile("/usr/lib/systemd/system/ostree-prepare-root.service")));
        });

        Assert.Equal(libostrees, File.ReadAllBytes(system.File(Libostrees)));
    }

    [RequiresFact(Needs.Root | Needs.Packages)]
    public void Packages_are_installed_upgraded_and_purged_with_initramfs_tools()
    {
        using var system = new PackagedSystem(InitramfsGenerator.InitramfsTools);

        IsInstalledUpgradedAndPurged(system, () => Assert.False(File.Exists(system.File(Diverted))));
    }

    [RequiresFact(Needs.Root | Needs.Packages)]
    public void File_of_ostree_boot_that_is_installed_later_is_moved_aside_and_comes_back()
    {
        using var system = new PackagedSystem(InitramfsGenerator.InitramfsTools);
        var before = system.Files();
        PackageFiles.CopyDebian(system.Packages);
        PackageFiles.MakeStandIn("ostree-boot", Libostrees, "libostree's\n", system.File("/packages/ostree-boot.deb"));

        system.Run(Install + "; dpkg --install /packages/ostree-boot.deb");

        Assert.Equal("libostree's\n", File.ReadAllText(system.File(Diverted)));
        Assert.Equal("../prepare-root/prepare-root", new FileInfo(system.File(Libostrees)).LinkTarget);

        system.Run("apt-get remove --yes --quiet=2 prepare-root");

        Assert.Equal("libostree's\n", File.ReadAllText(system.File(Libostrees)));
        Assert.False(File.Exists(system.File(Diverted)));

        system.Run("dpkg --purge ostree-boot; " + Purge);

        Assert.Equal(before, system.Files());
    }

    // Each step is seen in the initramfs, which nobody but dpkg's trigger makes anew.
    private static void IsInstalledUpgradedAndPurged(PackagedSystem system, Action look)
    {
        var (before, stateBefore, initramfsBefore) = (system.Files(), system.Run(State), system.InitramfsFiles());
        Assert.False(File.Exists(system.InitramfsFile(Program)));

        PackageFiles.CopyDebian(system.Packages);
        system.Run(Install);
        IsInstalled(system, "0.1.0-1");
        Assert.Equal(File.ReadAllBytes(Artifacts.BootBinary), File.ReadAllBytes(system.InitramfsFile(Program)));
        look();

        foreach (var package in PackageFiles.Debian)
            PackageFiles.MakeNext(package, "0.1.0-2", system.Packages, package.Contains("ctl", StringComparison.Ordinal) ? null : Script);
        system.Run(Install.Replace("*", "*_0.1.0-2_*", StringComparison.Ordinal));
        IsInstalled(system, "0.1.0-2");
        Assert.EndsWith("# 0.1.0-2\n", File.ReadAllText(system.InitramfsFile(Script)), StringComparison.Ordinal);
        look();

        system.Run(Purge);
        Assert.Equal(stateBefore, system.Run(State));
        Assert.Equal(before, system.Files());
        Assert.Equal(initramfsBefore, system.InitramfsFiles());
    }

    private static void IsInstalled(PackagedSystem system, string version)
    {
        Assert.Equal($"{version} {version} ", system.Run("dpkg-query --show --showformat='${Version} ' prepare-root prepare-rootctl").Trim('\n'));
        Assert.Equal("", system.Run("dpkg --verify prepare-root prepare-rootctl"));
        Assert.Equal($"diversion of {Libostrees} to {Diverted} by prepare-root\n", system.Run("dpkg-divert --list | grep prepare-root"));
        Assert.Equal("../prepare-root/prepare-root", new FileInfo(system.File(Libostrees)).LinkTarget);
        Assert.Equal("prepare-rootctl 0.1.0\n", system.Run("prepare-rootctl --version"));
    }
}
