using System;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// <c>prepare-rootctl soft-reboot</c> in the new root, as after the switch of the root.
/// </summary>
public class SoftRebootTests
{
    private const string Next = "/run/nextroot";

    // What is mounted below /run in the new root is seen below its own /run alone.
    private const string NextSeen = "/sysroot" + Next;
    private const string Kept = "/run/prepare-root/initramfs.json";
    private const string Record = "/run/prepare-root.json";
    private const string Reboot = ". Restart the machine with 'systemctl reboot'";

    // What is done to the machine, the entry, and what the command says.
    public static TheoryData<string, string, string> Refused => new()
    {
        { "", "ostree=/" + CommandLines.LinksA + "/9", "refused [deployment-missing]: /sysroot/" + CommandLines.LinksA + "/9: No such file or directory" },
        { "mount -o remount,bind,rw sysroot/sysroot; rm sysroot/sysroot/" + CommandLines.DeploymentB + "/.ostree.cfs", CommandLines.OstreeB, "refused [image-missing]: /sysroot/" + CommandLines.DeploymentB + "/.ostree.cfs: No such file or directory" },
        { "sed -i 's/enabled = yes/enabled = verity/' run/prepare-root/initramfs.json", CommandLines.OstreeB, "refused [image-without-verity]: " },
        { "sed -i 's/\"trust\": \"none\"/\"trust\": \"integrity\"/' run/prepare-root.json", CommandLines.OstreeB, "refused [floor-lowered]: /run/next.conf: the running root has the trust 'integrity', the next one has 'none'" },
        { "echo >run/prepare-root/initramfs.json", CommandLines.OstreeB, Kept + ": must be an object of files, but is not: " },
        { "echo null >run/prepare-root/initramfs.json", CommandLines.OstreeB, Kept + ": must be an object of files, but is null" },
        { "rm run/prepare-root/initramfs.json", CommandLines.OstreeB, Kept + " is missing: nothing says how the next root is to be verified" + Reboot },
        { "rm run/prepare-root.json", CommandLines.OstreeB, Record + " is missing: nothing says how the next root is to be verified" + Reboot },
        { "sed -i 's/\"root-device-inode\": \"/&9/' run/prepare-root.json", CommandLines.OstreeB, Record + " is of another root: nothing says how the next root is to be verified" + Reboot },
    };

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Root_of_the_next_deployment_is_mounted_and_its_record_takes_the_place_of_the_other_one()
    {
        using var machine = Booted("yes");
        var before = File.ReadAllText(machine.PathOf(Record));

        Assert.Equal(
            $"0 {Next}: {CommandLines.DeploymentB}, composefs, not verified. 'systemctl soft-reboot' starts it.\n",
            SoftReboot(machine, CommandLines.OstreeB));

        Assert.Equal("overlay", machine.TopmostAt(NextSeen)!.Type);
        Assert.Equal("ext4", machine.TopmostAt(NextSeen + "/etc")!.Type);
        Assert.Equal(before, File.ReadAllText(machine.PathOf(Record)));
        Assert.Equal("0 \n", Tool(machine, "sysroot", "soft-reboot --prepared"));

        // As systemd and the next start of the system do.
        machine.Shell("mount --bind run sysroot/run/nextroot/run; mount -t proc proc sysroot/run/nextroot/proc");
        Assert.Equal($"0 {Record} is that of the soft reboot now\n", Tool(machine, "sysroot/run/nextroot", "forget-stale-record"));
        Assert.Contains($"\"deployment\": \"{CommandLines.DeploymentB}\"", File.ReadAllText(machine.PathOf(Record)), StringComparison.Ordinal);
        Assert.False(File.Exists(machine.PathOf("/run/ostree/nextroot-booted")));
        Assert.Contains("\"agrees\": true", Tool(machine, "sysroot/run/nextroot", "status --json"), StringComparison.Ordinal);
        Assert.Equal(["initramfs.json"], Directory.GetFiles(machine.PathOf("/run/prepare-root")).Select(Path.GetFileName));
    }

    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [MemberData(nameof(Refused))]
    public void Root_that_a_boot_would_refuse_or_that_is_trusted_for_less_is_refused_and_what_was_there_stays(string change, string commandLine, string message)
    {
        using var machine = Booted("yes");
        Assert.StartsWith("0 ", SoftReboot(machine, CommandLines.OstreeA), StringComparison.Ordinal);
        machine.Shell(change);
        var before = machine.Mounts(out _);

        Assert.StartsWith("1 prepare-rootctl: " + message, SoftReboot(machine, commandLine), StringComparison.Ordinal);

        Assert.Equal(before, machine.Mounts(out _));
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Root_of_libostree_is_replaced_by_a_verified_one()
    {
        using var machine = Booted("yes");
        SoftReboot(machine, CommandLines.OstreeB);
        // libostree's root is of another mount, and it leaves no record of ours.
        machine.Shell($"""
            mount -t tmpfs tmpfs sysroot/boot
            mkdir -p sysroot/boot/loader/entries
            cp run/next.conf sysroot/boot/loader/entries/2.conf
            sed s,/0$,/1, run/next.conf >sysroot/boot/loader/entries/1.conf
            rm run/prepare-root/next.json
            umount --recursive sysroot/run/nextroot
            mount --bind sysroot/sysroot/{CommandLines.DeploymentB} sysroot/run/nextroot
            """);

        Assert.Equal("0 \n", Tool(machine, "sysroot", "soft-reboot --prepared"));

        Assert.Equal("overlay", machine.TopmostAt(NextSeen)!.Type);
        Assert.Contains($"\"deployment\": \"{CommandLines.DeploymentB}\"", File.ReadAllText(machine.PathOf("/run/prepare-root/next.json")), StringComparison.Ordinal);
    }

    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [InlineData("", "/run/nextroot: another program mounted it, and there is no /run/ostree/nextroot-booted that says what it is")]
    [InlineData("head -c 1K /dev/urandom >run/ostree/nextroot-booted", "/run/ostree/nextroot-booted: must name a deployment (backing-root-device-inode), but does not")]
    [InlineData("cp run/ostree-booted run/ostree/nextroot-booted", "/run/ostree/nextroot-booted: no boot entry has this deployment (device ")]
    public void Root_of_another_program_that_is_not_known_is_unmounted(string change, string message)
    {
        using var machine = Booted("yes");
        machine.Shell("mkdir run/nextroot; mount -t tmpfs tmpfs sysroot/run/nextroot; mkdir sysroot/run/nextroot/usr; mount -t tmpfs tmpfs sysroot/run/nextroot/usr\n" + change);

        var said = Tool(machine, "sysroot", "soft-reboot --prepared");

        Assert.StartsWith("1 prepare-rootctl: " + message, said, StringComparison.Ordinal);
        Assert.EndsWith("\n/run/nextroot is unmounted: a soft reboot restarts the running root\n", said, StringComparison.Ordinal);
        Assert.Null(machine.TopmostAt(NextSeen));
        Assert.Null(machine.TopmostAt(NextSeen + "/usr"));
        Assert.False(File.Exists(machine.PathOf("/run/ostree/nextroot-booted")));
    }

    // Its /etc is an overlay with its upper directory on the disk.
    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Root_of_a_composefs_repository_takes_writes_to_its_etc()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        Assert.Equal(0, machine.Run("composefs=?" + CommandLines.Sha256V1).ExitStatus);
        machine.Install(Artifacts.Tool, "/run/prepare-rootctl");
        machine.Shell("mount --bind run sysroot/run; mount -t proc proc sysroot/proc; umount sysroot/etc");
        var before = machine.Mounts(out _);

        Assert.StartsWith("0 ", SoftReboot(machine, "composefs=?" + CommandLines.Sha256V1), StringComparison.Ordinal);

        File.WriteAllText(machine.PathOf(NextSeen + "/etc/new"), "next");
        Assert.Equal("next\n", machine.Shell($"cat sysroot/sysroot/state/deploy/{CommandLines.Sha256V1}/etc/upper/new"));
        Assert.Contains("Read-only", machine.Shell("touch sysroot/run/nextroot/sysroot/x 2>&1 || :"), StringComparison.Ordinal);
        Assert.Equal("0 \n", Tool(machine, "sysroot", "soft-reboot --cancel"));
        Assert.Equal(before, machine.Mounts(out _));
        Assert.False(Directory.Exists(machine.PathOf("/run/prepare-root/disk")));
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Cancelled_soft_reboot_leaves_nothing()
    {
        using var machine = Booted("yes");
        var before = machine.Mounts(out _);
        SoftReboot(machine, CommandLines.OstreeB);
        SoftReboot(machine, CommandLines.OstreeA);

        Assert.Equal("0 \n", Tool(machine, "sysroot", "soft-reboot --cancel"));

        Assert.Equal(before, machine.Mounts(out _));
        Assert.Equal(["initramfs.json"], Directory.GetFiles(machine.PathOf("/run/prepare-root")).Select(Path.GetFileName));
        Assert.False(File.Exists(machine.PathOf("/run/ostree/nextroot-booted")));
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Root_that_keeps_its_changes_in_run_is_refused()
    {
        using var machine = Booted("yes\n[root]\ntransient = true");

        Assert.StartsWith("1 prepare-rootctl: refused [configuration-contradictory]: ", SoftReboot(machine, CommandLines.OstreeB), StringComparison.Ordinal);
        Assert.Null(machine.TopmostAt(NextSeen));
    }

    [RequiresFact(Needs.Mounts)]
    public void Boot_keeps_what_it_read_for_root_alone()
    {
        using var machine = Booted("yes");

        Assert.Equal("{\n  \"/etc/ostree/prepare-root.conf\": \"[composefs]\\u000aenabled = yes\\u000a\"\n}\n", File.ReadAllText(machine.PathOf(Kept)));
        Assert.Equal("700 0 0\n600 0 0\n", machine.Shell("stat -c '%a %u %g' run/prepare-root run/prepare-root/initramfs.json"));
    }

    private static ScratchInitramfs Booted(string enabled)
    {
        var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled(enabled));
        Assert.Equal(0, machine.Run(CommandLines.OstreeA).ExitStatus);
        machine.Install(Artifacts.Tool, "/run/prepare-rootctl");
        machine.Shell("mount --bind run sysroot/run; mount -t proc proc sysroot/proc");
        return machine;
    }

    private static string SoftReboot(ScratchInitramfs machine, string commandLine)
    {
        machine.Write("/run/next.conf", "linux /vmlinuz\noptions " + commandLine + "\n");
        return Tool(machine, "sysroot", "soft-reboot --entry /run/next.conf");
    }

    // The exit status and what is printed.
    private static string Tool(ScratchInitramfs machine, string root, string arguments) => machine.Shell($"""
        status=0
        said=$(chroot {root} /run/prepare-rootctl {arguments} 2>&1) || status=$?
        echo $status "$said"
        """);
}
