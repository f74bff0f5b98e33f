using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// <c>/run/systemd/volatile-root</c> where the disk's <c>st_dev</c> is not that of a block device.
/// </summary>
public class VolatileRootTests
{
    // Copies the disk to a btrfs on this number of loop devices, and mounts that instead.
    private const string ToBtrfs = """
        devices=
        for i in $(seq $1); do
            truncate -s 128M btrfs$i
            devices="$devices $(losetup --find --show btrfs$i)"
        done
        mkfs.btrfs --quiet $devices
        mkdir btrfs
        mount -o device=$(echo $devices | sed 's/ /,device=/g') ${devices##* } btrfs
        cp -a sysroot/. btrfs/
        umount sysroot
        mount --move btrfs sysroot
        # They go with the last mount.
        losetup --detach $devices
        """;

    [RequiresTheory(Needs.Mounts)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Volatile_root_names_the_only_device_of_btrfs(int devices, bool named)
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = yes\n");
        machine.Shell($"set -- {devices}; {ToBtrfs}");

        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        var device = machine.Shell("findmnt --noheadings --nofsroot --output SOURCE sysroot/sysroot").Trim();
        var expected = "/dev/block/" + Command.Run("stat", "--format", "%Hr:%Lr", device);
        Assert.Equal(named ? expected : "none\n", machine.Shell("readlink run/systemd/volatile-root || echo none"));
    }

    [RequiresFact(Needs.Mounts)]
    public void Device_that_systemd_found_by_its_partition_type_comes_first()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Shell("umount dev; mknod dev/gpt-auto-root b 259 7");

        var result = machine.Run("composefs=?" + CommandLines.Sha256V1);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal("/dev/block/259:7\n", machine.Shell("readlink run/systemd/volatile-root"));
    }
}
