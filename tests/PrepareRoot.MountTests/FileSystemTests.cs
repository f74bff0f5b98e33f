using System;
using System.Linq;
using PrepareRoot.MountTests.Atomicity;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>The file system that the disk has.</summary>
public class FileSystemTests
{
    private const string Size = "truncate -s 320M one two; ";
    private const string Copy = "cp -a from/. sysroot/";

    [RequiresTheory(Needs.Mounts)]
    [InlineData("ostree", "ext4", Size + "mkfs.ext4 -q one; mount -o loop one sysroot; " + Copy)]
    [InlineData("composefs", "ext4", Size + "mkfs.ext4 -q one; mount -o loop one sysroot; " + Copy)]
    [InlineData("ostree", "xfs", Size + "mkfs.xfs -q one; mount -o loop one sysroot; " + Copy)]
    [InlineData("composefs", "xfs", Size + "mkfs.xfs -q one; mount -o loop one sysroot; " + Copy)]
    [InlineData("ostree", "btrfs", Size + "mkfs.btrfs -q one; mount -o loop one sysroot; " + Copy)]
    [InlineData("composefs", "btrfs", Size + "mkfs.btrfs -q one; mount -o loop one sysroot; " + Copy)]
    [InlineData("ostree", "btrfs, subvolume", Subvolume)]
    [InlineData("composefs", "btrfs, subvolume", Subvolume)]
    [InlineData("ostree", "btrfs, two devices", TwoDevices)]
    [InlineData("composefs", "btrfs, two devices", TwoDevices)]
    [InlineData("ostree", "squashfs", "mksquashfs from one -quiet -no-progress > /dev/null; mount -o loop one sysroot")]
    public void Root_is_prepared_from(string scenarioName, string fileSystem, string make)
    {
        var scenario = Scenario.Of(scenarioName);
        using var machine = Start(scenario, make);
        Assert.Equal(fileSystem.Split(',')[0], machine.Observe().TopmostAt("/sysroot")!.Type);

        var result = machine.RunWith(null, "/sysroot", scenario.CommandLine);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal(scenario.Prepared.Where(IsMount).Select(MountPoint), machine.Observe().Comparable.Where(IsMount).Select(MountPoint));
    }

    [RequiresFact(Needs.Mounts)]
    public void Overlay_of_etc_needs_a_disk_that_can_be_written()
    {
        using var machine = Start(Scenario.Composefs, "mksquashfs from one -quiet -no-progress > /dev/null; mount -o loop one sysroot");
        var before = machine.Observe();

        var result = machine.RunWith(null, "/sysroot", Scenario.Composefs.CommandLine);

        Assert.StartsWith("prepare-root: refused [state-read-only]: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(before.Exact, machine.Observe().Exact);
    }

    private const string Subvolume = Size
        + "mkfs.btrfs -q one; mount -o loop one sysroot; btrfs -q subvolume create sysroot/root; cp -a from/. sysroot/root/; "
        + "umount sysroot; mount -o loop,subvol=root one sysroot";

    private const string TwoDevices = Size
        + "first=$(losetup --find --show one); second=$(losetup --find --show two); mkfs.btrfs -q -d raid0 -m raid1 $first $second; "
        + "mount -o device=$second $first sysroot; losetup --detach $first $second; " + Copy;

    // The disk is a copy of the scenario's.
    private static ScratchInitramfs Start(Scenario scenario, string make)
    {
        var machine = scenario.Start("/from");
        machine.Shell("mkdir -p sysroot; " + make + "; umount from");
        return machine;
    }

    private static bool IsMount(string line) => line.StartsWith("/sysroot", StringComparison.Ordinal);

    private static string MountPoint(string line) => line.Split(' ')[0];
}
