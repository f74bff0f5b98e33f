using System;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// Directories whose changes are in memory and disappear with the next boot. What libostree leaves
/// is compared in <see cref="Golden.GoldenTests"/>.
/// </summary>
public class TransientTests
{
    [RequiresTheory(Needs.Mounts)]
    [InlineData("ostree")]
    [InlineData("composefs")]
    public void Transient_root_takes_writes_and_the_disk_keeps_none(string backend)
    {
        using var machine = Start(backend, "[root]\ntransient = true\n");
        var before = DiskListing(machine, "");

        Assert.Equal((0, ""), Run(machine, backend));
        File.WriteAllText(machine.PathInSysroot("new"), "to the root");
        File.WriteAllText(machine.PathInSysroot("usr/new"), "to usr");
        machine.Shell("rm -r sysroot/usr");

        Assert.Equal("to the root", File.ReadAllText(machine.PathInSysroot("new")));
        Assert.Equal(before, DiskListing(machine, "sysroot/"));
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("ostree")]
    [InlineData("composefs")]
    public void Read_only_transient_root_takes_writes_once_it_is_remounted(string backend)
    {
        using var machine = Start(backend, "[root]\ntransient-ro = true\n");

        Assert.Equal((0, ""), Run(machine, backend));

        var refused = Assert.Throws<IOException>(() => File.WriteAllText(machine.PathInSysroot("new"), ""));
        Assert.StartsWith("Read-only file system", refused.Message, StringComparison.Ordinal);
        machine.Shell("mount -o remount,bind,rw sysroot");
        File.WriteAllText(machine.PathInSysroot("new"), "");
    }

    [RequiresFact(Needs.Mounts)]
    public void Permissions_do_not_depend_on_the_umask_of_the_caller()
    {
        using var machine = Start("ostree", "[root]\ntransient = true\n");

        machine.Shell($"umask 077; chroot . /bin/prepare-root /sysroot '{CommandLines.OstreeA}'");

        Assert.Equal("755 644 700 755", machine.Shell("echo $(stat -c %a sysroot run/prepare-root.json run/prepare-root run/ostree)").TrimEnd());
    }

    [RequiresFact(Needs.Mounts)]
    public void Record_and_the_mount_table_say_that_the_root_of_a_composefs_repository_is_transient()
    {
        using var machine = Start("composefs", "");
        machine.Write("/usr/lib/composefs/setup-root-conf.toml", "root.transient = true\n");

        Assert.Equal((0, ""), Run(machine, "composefs"));

        Assert.Equal("transient:composefs=" + CommandLines.Sha256V1, machine.Observe().TopmostAt("/sysroot")!.Source);
        Assert.Contains("\"root-mode\": \"transient\"", File.ReadAllText(machine.PathOf("/run/prepare-root.json")), StringComparison.Ordinal);
        Assert.Empty(OurDifferences.Run(machine.Observe().Run));
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("etc", "hostname", "fixture\n")]
    [InlineData("var", null, null)]
    public void Transient_directory_starts_as_the_image_has_it_and_keeps_nothing(string name, string? file, string? content)
    {
        using var machine = Start("composefs", "");
        machine.Write("/usr/lib/composefs/setup-root-conf.toml", $"[{name}]\nmount = 'transient'\n");
        var before = DiskListing(machine, "");

        Assert.Equal((0, ""), Run(machine, "composefs"));
        File.WriteAllText(machine.PathInSysroot(name + "/new"), "");

        Assert.False(File.Exists(machine.PathInSysroot(name + "/STATE")));
        if (file is not null)
            Assert.Equal(content, File.ReadAllText(machine.PathInSysroot(name + "/" + file)));
        // Where /etc is an overlay on the disk, the kernel creates a directory in work.
        Assert.Equal(before, DiskListing(machine, "sysroot/").Where(line => name == "etc" || !line.EndsWith("/etc/work/work", StringComparison.Ordinal)));
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("ostree", "[root]\ntransient = true\n", "usr")]
    [InlineData("ostree", "[etc]\ntransient = true\n", "etc")]
    [InlineData("composefs", "[root]\ntransient = true\n", "usr")]
    public void Limit_holds_for_what_is_written_and_run_stays_empty(string backend, string configuration, string directory)
    {
        using var machine = Start(backend, configuration + "[root]\ntransient-size = 1M\n");
        var path = machine.PathInSysroot(directory + "/large");

        Assert.Equal((0, ""), Run(machine, backend));
        File.WriteAllBytes(path, new byte[512 * 1024]);

        var refused = Assert.Throws<IOException>(() => File.WriteAllBytes(path, new byte[2 * 1024 * 1024]));
        Assert.StartsWith("No space left on device", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(machine.Observe().Run, line => line.Contains("transient-etc", StringComparison.Ordinal) || line.Contains(".private/root", StringComparison.Ordinal));
    }

    [RequiresFact(Needs.Mounts)]
    public void Deployment_that_is_bind_mounted_can_have_a_transient_etc_too()
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, "[etc]\ntransient = true\n");

        Assert.Equal((0, ""), Run(machine, "ostree"));
        File.WriteAllText(machine.PathInSysroot("etc/new"), "");

        Assert.False(File.Exists(machine.PathInSysroot($"sysroot/{CommandLines.DeploymentA}/etc/new")));
        Assert.True(File.Exists(machine.PathOf("/run/ostree") + "/" + Path.GetFileName(
            Directory.GetDirectories(machine.PathOf("/run/ostree"), "transient-etc.*").Single()) + "/upper/new"));
    }

    [RequiresFact(Needs.Mounts)]
    public void Files_made_in_run_are_removed_if_the_root_is_refused()
    {
        using var machine = Start("ostree", "[root]\ntransient = true\n[etc]\ntransient = true\n");
        machine.Shell("mkdir run/prepare-root.json");
        var before = machine.Observe().Comparable;

        Assert.Equal(1, machine.Run(CommandLines.OstreeA).ExitStatus);

        Assert.Equal(before, machine.Observe().Comparable);
    }

    [RequiresFact(Needs.Mounts)]
    public void Marker_in_run_asks_for_var_even_if_the_system_has_the_generator()
    {
        using var machine = Start("ostree", "");
        machine.Shell($"""
            cd sysroot/{CommandLines.DeploymentA}
            mkdir -p usr/lib/systemd/system-generators
            touch usr/lib/systemd/system-generators/ostree-system-generator
            """);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = no\n");
        machine.Write("/run/ostree/initramfs-mount-var", "");

        Assert.Equal((0, ""), Run(machine, "ostree"));

        Assert.Contains("/sysroot/var on /sysroot: /ostree/deploy/testos/var rw,relatime shared - ext4 LOOP rw", machine.Observe().Described);
        Assert.Equal("marker\n", machine.Shell("test -e run/ostree/initramfs-mount-var && echo marker"));
    }

    private static ScratchInitramfs Start(string backend, string configuration)
    {
        var machine = new ScratchInitramfs(backend == "ostree" ? Fixture.Ostree : Fixture.Sha256);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = yes\n" + configuration);
        return machine;
    }

    private static (int ExitStatus, string Error) Run(ScratchInitramfs machine, string backend)
    {
        var result = machine.Run(backend == "ostree" ? CommandLines.OstreeA : "composefs=?" + CommandLines.Sha256V1);
        return (result.ExitStatus, result.Error);
    }

    private static string[] DiskListing(ScratchInitramfs machine, string below) =>
    [
        .. Command.Run("find", machine.PathInSysroot(below), "-xdev", "-printf", "%M %s %P\n").Split('\n')
            .Where(line => !line.EndsWith("/etc/work/work", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];
}
