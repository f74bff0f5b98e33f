using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.BootTests.Prediction;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.WithoutInitramfs;

/// <summary>
/// The kernel mounts the disk at <c>/</c> and starts the program from it as PID 1. The program
/// executes the system's init.
/// </summary>
public partial class Pid1BootTests
{
    private const string Verity = "mkdir -p etc/ostree; printf '[composefs]\\nenabled = verity\\n' > etc/ostree/prepare-root.conf";

    // As a kernel with CONFIG_DEVTMPFS_MOUNT does, if the disk has the directory.
    private const string DevicesAsTheKernel = "mkdir -p dev; mount --move /dev dev; umount /proc";

    // The first serial port has the console, the second the report.
    private const string Plan = "echo '@@fact plan' > /dev/ttyS1; prepare-rootctl plan --json --sysroot /disk --config-root /disk > /dev/ttyS1";

    private const string NothingMounted = "umount /proc; umount -l /dev";

    private const string Overlay = "/: / ro,relatime - overlay composefs ro,lowerdir=…,redirect_dir=on,metacopy=on,verity=require";
    private const string Boot = "/boot: /boot rw,relatime - ext4 DISK rw";
    private const string Etc = "/etc: /ostree/deploy/demo/deploy/COMMIT.0/etc rw,relatime - ext4 DISK rw";
    private const string Run = "/run: / rw,nosuid,nodev,relatime - tmpfs tmpfs rw,mode=755,inode64";
    private const string Var = "/var: /ostree/deploy/demo/var rw,relatime shared - ext4 DISK rw";
    private const string VarInSysroot = "/sysroot/ostree/deploy/demo/var: /ostree/deploy/demo/var rw,relatime - ext4 DISK rw";

    private static readonly string[] _record =
    [
        "-rw-r--r-- root root ./ostree-booted",
        "-rw-r--r-- root root ./ostree/initramfs-mount-var",
        .. OurDifferences.Records,
        "d--------- root root ./ostree/.private",
        "drwxr-xr-x root root .",
        "drwxr-xr-x root root ./ostree",
    ];

    private static readonly string[] _recordOfComposefs =
    [
        "drwx------ root root ./ostree/.private/cfsroot-lower",
        "drwxr-xr-x root root ./systemd",
        "lrwxrwxrwx root root ./systemd/volatile-root -> DISK",
    ];

    private static readonly Dictionary<string, Lazy<CaseFacts>> _verified = AllCases.SuiteNames.ToDictionary(suite => suite, suite => new Lazy<CaseFacts>(() =>
        Facts(suite, "verity", SmallMachine.SwitchToDisk, $"mount -o remount,rw .; {Verity}; {Plan}; {DevicesAsTheKernel}", withTool: true)));

    [RequiresTheory(Needs.Machine | Needs.Tool)]
    [MemberData(nameof(AllCases.NewestSuite), MemberType = typeof(AllCases))]
    [AskedMemberData(nameof(AllCases.OlderSuites), MemberType = typeof(AllCases))]
    public void Verified_image_becomes_the_root_and_its_init_the_first_process(string suite)
    {
        var facts = _verified[suite].Value;

        AssertInit(facts);
        Assert.Equal(("there\n", "none\n"), (facts.Text("devices at start"), facts.Text("processes at start")));
        Assert.Equal([Overlay, Boot, Etc, Run, VarInSysroot, "/sysroot: / ro,relatime - ext4 DISK rw", Var], Mounts(facts));
        Assert.Equal(
            ["/: Read-only file system", "/usr: Read-only file system", "/etc: ", "/var: ", "/sysroot: Read-only file system", "/boot: "],
            facts.Writes);
        Assert.Equal(_record.Concat(_recordOfComposefs).Order(StringComparer.Ordinal), RunListing.Normal(facts.Text("run")));
        Assert.Contains("\"trust\": \"integrity\"", facts.Record, StringComparison.Ordinal);
    }

    [RequiresTheory(Needs.Machine | Needs.Tool)]
    [MemberData(nameof(AllCases.NewestSuite), MemberType = typeof(AllCases))]
    [AskedMemberData(nameof(AllCases.OlderSuites), MemberType = typeof(AllCases))]
    public void Plan_names_the_mounts_but_those_that_an_initramfs_would_make(string suite)
    {
        var facts = _verified[suite].Value;

        string[] ofFirstProcess = ["/boot: /boot rw", "/run: / rw nodev nosuid"];
        var made = PlannedMounts.Made(facts.Text("mounts"), "", "").Where(line => line is not ("/dev: / rw" or "/proc: / rw"));
        Assert.Equal(PlannedMounts.Of(facts.Plan, diskIsReadOnly: false).Concat(ofFirstProcess).Order(StringComparer.Ordinal), made);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.NewestSuite), MemberType = typeof(AllCases))]
    [AskedMemberData(nameof(AllCases.OlderSuites), MemberType = typeof(AllCases))]
    public void Deployment_is_bind_mounted_without_a_configuration_on_the_disk(string suite)
    {
        var facts = Facts(suite, "bind", SmallMachine.SwitchToDisk, NothingMounted, "rw");

        AssertInit(facts);
        Assert.Equal(("none\n", "none\n"), (facts.Text("devices at start"), facts.Text("processes at start")));
        Assert.Equal(
            [
                "/: /ostree/deploy/demo/deploy/COMMIT.0 rw,relatime - ext4 DISK rw", Boot, Run, "/sysroot: / rw,relatime - ext4 DISK rw",
                "/usr: /ostree/deploy/demo/deploy/COMMIT.0/usr ro,relatime - ext4 DISK rw", Var,
            ],
            Mounts(facts));
        Assert.Equal(["/: ", "/usr: Read-only file system", "/etc: ", "/var: ", "/sysroot: ", "/boot: "], facts.Writes);
        Assert.Equal(_record.Order(StringComparer.Ordinal), RunListing.Normal(facts.Text("run")));
        Assert.Contains("\"composefs\": false", facts.Record, StringComparison.Ordinal);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.NewestSuite), MemberType = typeof(AllCases))]
    [AskedMemberData(nameof(AllCases.OlderSuites), MemberType = typeof(AllCases))]
    public void Refusal_is_on_the_console_before_the_kernel_panics(string suite)
    {
        var result = SmallMachine.Boot(suite, "refused", SmallMachine.SwitchToDisk, NothingMounted, "composefs=" + CommandLines.MissingSha256);

        AssertPanic(result, "image-digest-differs", "the kernel command line requires sha256:" + CommandLines.MissingSha256 + ", but the file has sha256:");
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.NewestSuite), MemberType = typeof(AllCases))]
    [AskedMemberData(nameof(AllCases.OlderSuites), MemberType = typeof(AllCases))]
    public void Root_without_an_init_is_refused(string suite)
    {
        var result = SmallMachine.Boot(suite, "no-init", SmallMachine.SwitchToDisk, "rm ostree/deploy/demo/deploy/*.0/usr/sbin/init; " + NothingMounted);

        AssertPanic(result, "init-missing", "/sbin/init of the new root: No such file or directory");
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.NewestSuite), MemberType = typeof(AllCases))]
    [AskedMemberData(nameof(AllCases.OlderSuites), MemberType = typeof(AllCases))]
    public void Initramfs_is_refused_as_a_disk(string suite)
    {
        var result = SmallMachine.Boot(suite, "in-initramfs", SmallMachine.StartInInitramfs);

        AssertPanic(result, "sysroot-not-mounted", "as PID 1 without an initramfs: / is a tmpfs or ramfs, not a disk");
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.NewestSuite), MemberType = typeof(AllCases))]
    [AskedMemberData(nameof(AllCases.OlderSuites), MemberType = typeof(AllCases))]
    public void Initramfs_without_systemd_switches_to_the_root_that_it_prepared(string suite)
    {
        var facts = Facts(suite, "switch-root", SmallMachine.PrepareAndSwitch);

        AssertInit(facts);
        Assert.Equal(("there\n", "there\n"), (facts.Text("devices at start"), facts.Text("processes at start")));
        Assert.Equal(
            [Overlay, Etc, "/run: / rw,relatime - tmpfs tmpfs rw,mode=755,inode64", VarInSysroot, "/sysroot: / ro,relatime - ext4 DISK rw", Var],
            Mounts(facts));
        var marker = _record.Single(line => line.Contains("initramfs-mount-var", StringComparison.Ordinal));
        Assert.Equal(_record.Except([marker]).Concat(_recordOfComposefs).Order(StringComparer.Ordinal), RunListing.Normal(facts.Text("run")));
        // An initramfs does not mount /boot.
        Assert.Equal("/boot: Read-only file system", facts.Writes[^1]);
    }

    private static CaseFacts Facts(string suite, string name, string script, string prepare = "", string arguments = "", bool withTool = false)
    {
        var result = SmallMachine.Boot(suite, name, script, prepare, arguments, withTool);
        return CaseFacts.Parse(result.Report, result.Console);
    }

    // It is PID 1 and has the kernel's arguments. It inherits nothing from us: no ignored signal,
    // no open file.
    private static void AssertInit(CaseFacts facts)
    {
        Assert.Equal("1 /bin/sh /sbin/init single 3 \n", facts.Text("process"));
        Assert.StartsWith("/ostree/boot.1/demo/", facts.Text("environment"), StringComparison.Ordinal);
        // The shell itself ignores SIGQUIT (3).
        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000004\n", facts.Text("signals"));
        Assert.Equal("/proc/1/fd/0 /proc/1/fd/1 /proc/1/fd/10 /proc/1/fd/2 /proc/1/fd/3 /proc/1/fd/4\n", facts.Text("descriptors"));
        Assert.EndsWith("\nbusybox\n", facts.Text("files"), StringComparison.Ordinal);
    }

    private static void AssertPanic(MachineResult result, string code, string cause)
    {
        var lines = result.Console.Split('\n').ToList();
        var refusal = lines.FindIndex(line => line.StartsWith($"prepare-root: refused [{code}]: ", StringComparison.Ordinal));
        Assert.True(refusal >= 0, result.Console);
        Assert.Contains(cause, lines[refusal], StringComparison.Ordinal);
        Assert.StartsWith("prepare-root: what to do: ", lines[refusal + 1], StringComparison.Ordinal);
        var panic = lines.FindIndex(line => line.Contains("Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100", StringComparison.Ordinal));
        Assert.True(panic > refusal + 1, result.Console);
        Assert.Equal("", result.Report);
    }

    // Without what the init mounts itself, and what was mounted before the program started.
    private static string[] Mounts(CaseFacts facts) =>
    [
        .. MountTable.All(facts.Text("mounts"))
            .Where(line => !line.Contains(" - devtmpfs ", StringComparison.Ordinal) && !line.Contains(" - proc ", StringComparison.Ordinal))
            .Where(line => !line.Contains(" - sysfs ", StringComparison.Ordinal))
            .Select(line => Commit().Replace(line, "COMMIT")),
    ];

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Commit();
}
