using System;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary><c>root.mount-points</c>: directories that the image lacks.</summary>
public class MountPointTests
{
    [RequiresTheory(Needs.Mounts)]
    [InlineData(CommandLines.OstreeA, "", "composefs")]
    [InlineData("composefs=?" + CommandLines.Sha256V1, "", "composefs:" + CommandLines.Sha256V1)]
    [InlineData("composefs=?" + CommandLines.Sha256V2, "", "composefs:" + CommandLines.Sha256V2)]
    [InlineData(CommandLines.OstreeA, "transient = true", "composefs")]
    [InlineData("composefs=?" + CommandLines.Sha256V1, "transient-ro = true", "transient:composefs=" + CommandLines.Sha256V1)]
    public void Mount_points_stand_beside_the_directories_of_the_image_and_take_mounts(string commandLine, string mode, string source)
    {
        using var without = Prepared(commandLine, mode);
        using var machine = Prepared(commandLine, mode + "\nmount-points = /nix;/data;/usr2;/home");

        var added = Top(machine).Except(Top(without)).ToArray();
        Assert.Equal(["drwxr-xr-x 0 0 data ", "drwxr-xr-x 0 0 nix ", "drwxr-xr-x 0 0 usr2 "], added.Where(line => !line.Contains(" home", StringComparison.Ordinal)));
        Assert.Equal(Top(without), Top(machine).Except(added));
        Assert.Equal("", machine.Shell("ls -A sysroot/nix"));
        machine.Shell("mount -t tmpfs tmpfs sysroot/nix; touch sysroot/nix/file");
        Assert.Equal(source, machine.Observe().TopmostAt("/sysroot")!.Source);
    }

    [RequiresFact(Needs.Mounts)]
    public void Root_stays_read_only()
    {
        using var machine = Prepared(CommandLines.OstreeA, "mount-points = /nix");

        foreach (var path in new[] { "new", "nix/new", "usr/new" })
        {
            var refused = Assert.Throws<IOException>(() => File.WriteAllText(machine.PathInSysroot(path), ""));
            Assert.StartsWith("Read-only file system", refused.Message, StringComparison.Ordinal);
        }
    }

    [RequiresFact(Needs.Mounts)]
    public void Names_that_the_image_has_stay_as_they_are()
    {
        using var machine = Prepared(CommandLines.OstreeA, "mount-points = /home;/tmp");

        Assert.Equal("var/home\n", machine.Shell("readlink sysroot/home"));
        Assert.Equal("1777\n", machine.Shell("stat --format %a sysroot/tmp"));
    }

    [RequiresFact(Needs.Mounts)]
    public void Root_keeps_the_owner_the_permissions_and_the_label_of_the_image()
    {
        const string label = "system_u:object_r:root_t:s0";
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Shell($"""
            mkdir tree tree/etc tree/var tree/sysroot
            chown 7:8 tree
            chmod 2711 tree
            setfattr -n security.selinux -v {label} tree
            rm sysroot/composefs/images/{CommandLines.Sha256V1}
            mkfs.erofs --quiet -T0 sysroot/composefs/images/{CommandLines.Sha256V1} tree
            """);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = yes\n[root]\nmount-points = /nix\n");

        var result = machine.Run("composefs=?" + CommandLines.Sha256V1);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal("7 8 2711\n", machine.Shell("stat --format '%u %g %a' sysroot"));
        Assert.Equal("0 0 755\n", machine.Shell("stat --format '%u %g %a' sysroot/nix"));
        Assert.Equal(label, machine.Shell("getfattr --only-values -n security.selinux sysroot").TrimEnd('\0', '\n'));
    }

    private static ScratchInitramfs Prepared(string commandLine, string settings)
    {
        var machine = new ScratchInitramfs(commandLine == CommandLines.OstreeA ? Fixture.Ostree : Fixture.Sha256);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = yes\n[root]\n" + settings + "\n");
        var result = machine.Run(commandLine);
        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        return machine;
    }

    // Permissions, owner, group, name and link target of the root and its entries, with what is
    // mounted on them.
    private static string[] Top(ScratchInitramfs machine) =>
    [
        .. machine.Shell("find sysroot -maxdepth 1 -printf '%M %U %G %P %l\n'").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal),
    ];
}
