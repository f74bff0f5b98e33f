using System;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// Roots from a repository of composefs-rs. This machine may have no fs-verity, so verity is
/// optional in all of them.
/// </summary>
public class ComposefsTests
{
    private const string SetupConfiguration = "/usr/lib/composefs/setup-root-conf.toml";

    public static TheoryData<string, string, string> Lines => new()
    {
        { "sha256", CommandLines.Sha256V1, "composefs=?" + CommandLines.Sha256V1 },
        { "sha256", CommandLines.Sha256V2, "composefs=?" + CommandLines.Sha256V2.ToUpperInvariant() },
        { "sha256", CommandLines.Sha256V1, "composefs.digest=?v1-sha256-12:" + CommandLines.Sha256V1 },
        { "sha256", CommandLines.Sha256V2, "composefs.digest=?v2-sha256-12:" + CommandLines.Sha256V2 },
        { "sha512", CommandLines.Sha512V1, "composefs=?" + CommandLines.Sha512V1 },
        { "sha512", CommandLines.Sha512V2, "composefs=?" + CommandLines.Sha512V2 },
        { "sha512", CommandLines.Sha512V1, "composefs.digest=?v1-sha512-12:" + CommandLines.Sha512V1 },
        // The name of an argument without a value is no argument.
        { "sha256", CommandLines.Sha256V1, $"composefs composefs=?{CommandLines.Sha256V1} composefs.digest" },
        // A digest that the repository does not have is skipped. composefs.digest= precedes
        // composefs= in any order.
        { "sha512", CommandLines.Sha512V2, "composefs=?" + CommandLines.Sha256V1 + " composefs=?" + CommandLines.Sha512V2 },
        { "sha256", CommandLines.Sha256V2, $"composefs=?{CommandLines.Sha256V1} \"composefs.digest=?v2-sha256-12:{CommandLines.Sha256V2}\"" },
    };

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Lines))]
    public void Root_is_the_image_that_the_command_line_names(string disk, string hex, string commandLine)
    {
        using var machine = new ScratchInitramfs(Disk(disk));

        var result = machine.Run("quiet rw " + commandLine);

        Assert.Equal("", result.Error);
        Assert.Equal($"prepare-root: /sysroot is state/deploy/{hex} (composefs, not verified)\n", result.Output);
        Assert.Equal(0, result.ExitStatus);
        Assert.Equal(MountsWith(hex, "/ rw,relatime private - overlay overlay rw,lowerdir=…,upperdir=…,workdir=…"), machine.Observe().Described);
        Assert.Equal(OurDifferences.Records.Select(line => line + " -> "), machine.Observe().Run.Select(WithoutSize));
        Assert.Contains(hex, File.ReadAllText(machine.PathInSysroot("var/STATE")), StringComparison.Ordinal);
        Assert.Equal("upper-hostname\n", File.ReadAllText(machine.PathInSysroot("etc/hostname")));
    }

    [RequiresFact(Needs.Mounts)]
    public void Root_and_the_disk_are_read_only_and_etc_and_var_take_writes()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha512);
        Assert.Equal(0, machine.Run("composefs=?" + CommandLines.Sha512V1).ExitStatus);
        var state = "sysroot/state/deploy/" + CommandLines.Sha512V1;

        foreach (var readOnly in new[] { "new", "usr/new", "sysroot/new" })
        {
            var refused = Assert.Throws<IOException>(() => File.WriteAllText(machine.PathInSysroot(readOnly), ""));
            Assert.StartsWith("Read-only file system", refused.Message, StringComparison.Ordinal);
        }
        File.WriteAllText(machine.PathInSysroot("etc/new"), "to etc");
        Assert.Equal("to etc", File.ReadAllText(machine.PathInSysroot(state + "/etc/upper/new")));
        File.WriteAllText(machine.PathInSysroot("var/new"), "to var");
        Assert.Equal("to var", File.ReadAllText(machine.PathInSysroot(state + "/var/new")));
    }

    [RequiresFact(Needs.Mounts)]
    public void Every_file_of_the_image_reads_as_its_source()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha512);
        var source = Path.Combine(Fixture.Sources, "tree");
        Assert.Equal(0, machine.Run("composefs=?" + CommandLines.Sha512V1).ExitStatus);

        // diff reports any two FIFOs or devices as different. The listing compares those.
        Command.Run(
            "diff", "--recursive", "--no-dereference", "--exclude=fifo", "--exclude=null", source + "/usr", machine.PathInSysroot("usr"));
        Assert.Equal(Listing(source + "/usr/"), Listing(machine.PathInSysroot("usr/")));
    }

    [RequiresFact(Needs.Mounts)]
    public void Deployment_of_bootc_has_a_whole_etc_and_shares_its_var()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha512);
        machine.Shell($"""
            cd sysroot/state
            mkdir -p os/default/var
            echo shared >os/default/var/STATE
            cd deploy/{CommandLines.Sha512V1}
            rm -r etc var
            mkdir etc
            echo bootc >etc/hostname
            ln -s ../../os/default/var var
            """);

        var result = machine.Run("composefs=?" + CommandLines.Sha512V1);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal(
            MountsWith(CommandLines.Sha512V1, $"/state/deploy/{CommandLines.Sha512V1}/etc rw,relatime private - ext4 LOOP rw", "/state/os/default/var"),
            machine.Observe().Described);
        Assert.Equal("bootc\n", File.ReadAllText(machine.PathInSysroot("etc/hostname")));
        Assert.Equal("shared\n", File.ReadAllText(machine.PathInSysroot("var/STATE")));
    }

    [RequiresFact(Needs.Mounts)]
    public void Image_that_hides_its_objects_is_mounted_over_them_without_data_only_layers()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        var source = Path.Combine(Fixture.Sources, "tree");

        // The first fsconfig call probes overlayfs with an option that does not exist; Linux before 6.5
        // accepts it.
        var result = machine.RunWith(Strace.With("fsconfig:retval=0:when=1"), "/sysroot", "composefs=?" + CommandLines.Sha256V1);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Matches("lowerdir=/proc/self/fd/[0-9]+:/proc/self/fd/[0-9]+,", machine.Shell("grep /sysroot' ' /proc/self/mountinfo"));
        Assert.Equal(Command.Run("ls", "-A", source), Command.Run("ls", "-A", machine.PathInSysroot("")));
        Assert.Equal(Listing(source + "/usr/"), Listing(machine.PathInSysroot("usr/")));
    }

    [RequiresFact(Needs.Mounts)]
    public void Missing_hash_algorithm_of_the_kernel_is_named()
    {
        const int mostAttempts = 10;
        const string image = "composefs=?" + CommandLines.Sha512V1;
        var result = default(CommandResult);
        for (var attempt = 1; result is null; attempt++)
        {
            Assert.InRange(attempt, 1, mostAttempts);
            var undisturbed = new Strace(["openat2", "ioctl"]);
            using (var other = new ScratchInitramfs(Fixture.Sha512))
                Assert.Equal(0, other.RunWith(undisturbed, "/sysroot", image).ExitStatus);
            // The image is opened, its header is read, and its fs-verity digest is measured.
            var open = undisturbed.Read().TakeWhile(call => !call.Text.Contains("FS_IOC_MEASURE_VERITY", StringComparison.Ordinal)).Last(call => call.Name == "openat2");

            using var machine = new ScratchInitramfs(Fixture.Sha512);
            var disturbed = Strace.With("openat2:error=ENOPKG:when=" + open.When);
            var ended = machine.RunWith(disturbed, "/sysroot", image);

            // While anything on this machine is renamed or mounted, the kernel answers openat2 with
            // EAGAIN, and the call is made again: then the number is that of another call.
            var failed = disturbed.Read().SingleOrDefault(call => call.Text.Contains("(INJECTED)", StringComparison.Ordinal));
            result = failed is not null && PathOf(failed) == PathOf(open) ? ended : null;
        }

        Assert.StartsWith(
            $"prepare-root: refused [disk-unreadable]: /sysroot/composefs/images/{CommandLines.Sha512V1}: the kernel lacks the hash of its fs-verity "
            + "(the initramfs may need the module sha512_generic)\n",
            result.Error,
            StringComparison.Ordinal);

        static string PathOf(TracedCall call) => call.Text.Split('"')[1];
    }

    [RequiresFact(Needs.Mounts)]
    public void Directories_of_an_overlay_are_made_where_they_are_missing()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        var etc = $"state/deploy/{CommandLines.Sha256V1}/etc";
        Directory.Delete(machine.PathInSysroot(etc + "/work"), recursive: true);

        Assert.Equal(0, machine.Run("composefs=?" + CommandLines.Sha256V1).ExitStatus);

        Assert.True(Directory.Exists(machine.PathInSysroot("sysroot/" + etc + "/work")));
        Assert.Equal("upper-hostname\n", File.ReadAllText(machine.PathInSysroot("etc/hostname")));
    }

    [RequiresFact(Needs.Mounts)]
    public void Disk_stays_writable_where_the_configuration_says_so()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Write(ScratchInitramfs.Configuration, "[sysroot]\nreadonly = false\n");

        Assert.Equal(0, machine.Run("composefs=?" + CommandLines.Sha256V1).ExitStatus);

        Assert.Contains("/sysroot/sysroot on /sysroot: / rw,nosuid,nodev,relatime private - ext4 LOOP rw", machine.Observe().Described);
    }

    [RequiresFact(Needs.Mounts)]
    public void Unknown_keys_are_named_with_their_lines_and_change_nothing()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Write(SetupConfiguration, "transient = true\n[etc]\nMount = 'none'\n[home]\nmount = 'bind'\n");

        var result = machine.Run("composefs=?" + CommandLines.Sha256V1);

        string[] keys = ["1: unknown key 'transient'", "3: unknown key 'etc.Mount'", "5: unknown key 'home.mount'"];
        Assert.Equal(string.Concat(keys.Select(key => $"prepare-root: warning: {SetupConfiguration}:{key} is ignored\n")), result.Error);
        Assert.Equal(0, result.ExitStatus);
        Assert.Equal(MountsWith(CommandLines.Sha256V1, "/ rw,relatime private - overlay overlay rw,lowerdir=…,upperdir=…,workdir=…"), machine.Observe().Described);
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData(":")]
    [InlineData("mkdir tmp; mount -t tmpfs -o ro tmpfs tmp")]
    [InlineData("mkdir -m 0 tmp; mount -t tmpfs -o size=4k,nr_inodes=1 tmpfs tmp")]
    [InlineData("echo 'no directory' >tmp")]
    [InlineData("ln -s nowhere tmp")]
    public void Root_is_prepared_without_tmp_and_on_a_read_only_initramfs(string tmp)
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Write(SetupConfiguration, "root.transient = true\n[etc]\nmount = 'transient'\n[var]\nmount = 'transient'\n");
        machine.Shell(tmp + "; mount -o remount,ro .");

        var result = machine.Run("composefs=?" + CommandLines.Sha256V1);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal("transient:composefs=" + CommandLines.Sha256V1, machine.Observe().TopmostAt("/sysroot")!.Source);
    }

    private static string[] MountsWith(string hex, string etc, string? var = null) =>
    [
        "/ on outside: / rw,relatime private - tmpfs tmpfs rw,mode=755",
        "/run on /: / rw,nosuid,nodev,relatime private - tmpfs tmpfs rw,mode=755",
        $"/sysroot on /: / ro,relatime private - overlay composefs:{hex} ro,lowerdir=…,redirect_dir=on,metacopy=on",
        "/sysroot/etc on /sysroot: " + etc,
        "/sysroot/sysroot on /sysroot: / ro,nosuid,nodev,relatime private - ext4 LOOP rw",
        $"/sysroot/var on /sysroot: {var ?? $"/state/deploy/{hex}/var"} rw,relatime private - ext4 LOOP rw",
    ];

    private static Fixture Disk(string name) => name == "sha256" ? Fixture.Sha256 : Fixture.Sha512;

    private static string[] Listing(string directory) =>
        [.. Command.Run("find", directory, "-printf", "%P %M %U %G %l %T@\n").Split('\n').Order(StringComparer.Ordinal)];

    private static string WithoutSize(string line) => string.Join(' ', line.Split(' ').Where((_, i) => i != 3));
}
