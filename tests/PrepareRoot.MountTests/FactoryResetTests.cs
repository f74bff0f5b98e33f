using System;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary><c>prepare-rootctl factory-reset</c></summary>
public partial class FactoryResetTests
{
    private const string Tool = "prepare-rootctl";
    private const string Stateroot = "ostree/deploy/testos";
    private const string Etc = CommandLines.DeploymentA + "/etc";
    private const string State = "state/deploy/" + CommandLines.Sha256V1;
    private const string Composefs = "composefs=?" + CommandLines.Sha256V1;

    // Owners, labels, links, capabilities, an ACL, set-user-ID and a name that is not UTF-8.
    private const string MakeImageEtc = """
        cd sysroot/$DEPLOYMENT/usr/etc
        mkdir -p a/b
        echo program > a/program
        chown 12:34 a/program
        chmod 6751 a/program
        setfattr -n security.selinux -v system_u:object_r:shadow_t:s0 shadow
        setfattr -n security.selinux -v system_u:object_r:etc_t:s0 .
        setfattr -h -n security.selinux -v system_u:object_r:locale_t:s0 os-release
        setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 a/program
        for kind in access default; do
            setfattr -n system.posix_acl_$kind -v 0x0200000001000700ffffffff020004000500000004000500ffffffff10000700ffffffff20000500ffffffff a/b
        done
        touch "a/b/$(printf 'x\377')"
        head -c 200000 /dev/urandom > a/large
        ln a/large a/second
        chown -h 7:8 os-release
        """;

    private const string ResetWithin = $"chroot sysroot /var/prepare-rootctl factory-reset --cmdline '{CommandLines.OstreeA}' --level var";

    private const string ChangeEtc = "echo mine > hostname; rm passwd; mkdir -m 0700 secret; echo key > secret/key";

    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [InlineData("no")]
    [InlineData("yes")]
    public void Etc_is_that_of_the_image_with_owners_and_labels_and_an_undo_brings_back_what_it_was(string enabled)
    {
        using var machine = Machine(Fixture.Ostree, enabled);
        if (enabled == "no")
            machine.Shell($"chattr -i sysroot/{CommandLines.DeploymentA}; {MakeImageEtc.Replace("$DEPLOYMENT", CommandLines.DeploymentA, StringComparison.Ordinal)}");
        machine.Shell($"cd sysroot/{Etc}; {ChangeEtc}; chattr +i ..");
        var (image, mine) = (Tree(machine, CommandLines.DeploymentA + "/usr/etc"), Tree(machine, Etc));
        Assert.NotEqual(image, mine);

        var result = Reset(machine, CommandLines.OstreeA, "--level", "etc");

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        var line = ResetLine().Match(result.Output);
        Assert.True(line.Success, result.Output);
        Assert.Equal("/sysroot/" + Etc, line.Groups["path"].Value);
        var before = CommandLines.DeploymentA + "/" + line.Groups["before"].Value;
        Assert.Equal(image, Tree(machine, Etc));
        Assert.Equal(mine, Tree(machine, before));
        Assert.Contains("i", machine.Shell($"lsattr -d sysroot/{CommandLines.DeploymentA}").Split(' ')[0], StringComparison.Ordinal);

        Assert.Equal(0, Reset(machine, CommandLines.OstreeA, "--undo").ExitStatus);
        Assert.Equal((mine, image), (Tree(machine, Etc), Tree(machine, before)));
        Assert.Equal(0, Reset(machine, CommandLines.OstreeA, "--undo").ExitStatus);
        Assert.Equal((image, mine), (Tree(machine, Etc), Tree(machine, before)));
        Assert.Equal(0, machine.Run(CommandLines.OstreeA).ExitStatus);
        Assert.Equal("", machine.Shell("diff -r --no-dereference sysroot/etc sysroot/usr/etc 2>&1 || :"));
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Level_var_resets_both_and_an_undo_brings_both_back()
    {
        using var machine = Machine(Fixture.Ostree, "yes");
        machine.Shell($"cd sysroot/{Stateroot}/var; mkdir -p lib/demo; echo mine > lib/demo/data; cd ../../../../{Etc}; {ChangeEtc}");
        var (etc, var) = (Tree(machine, Etc), Tree(machine, Stateroot + "/var"));

        var result = Reset(machine, CommandLines.OstreeA, "--level", "var");

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        var before = ResetLine().Matches(result.Output).Select(match => match.Groups["before"].Value).ToArray();
        Assert.Equal(["etc", "var"], before.Select(name => name.Split('.')[0]));
        Assert.Equal("", machine.Shell($"ls -A sysroot/{Stateroot}/var"));
        Assert.Equal(Tree(machine, CommandLines.DeploymentA + "/usr/etc"), Tree(machine, Etc));

        Assert.Equal(2, Reset(machine, CommandLines.OstreeA, "--undo").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal((etc, var), (Tree(machine, Etc), Tree(machine, Stateroot + "/var")));
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Etc_that_is_an_overlay_has_no_changes_any_more()
    {
        using var machine = Machine(Fixture.Sha256, "");
        machine.Shell($"cd sysroot/{State}/etc; setfattr -n security.selinux -v system_u:object_r:usr_t:s0 .; cd upper; echo mine > hostname; mknod passwd c 0 0");
        var mine = Tree(machine, State + "/etc");

        var result = Reset(machine, Composefs, "--level", "etc");

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Equal("upper\nwork\n", machine.Shell($"cd sysroot/{State}/etc; find . -mindepth 1 -printf '%P\\n' | sort"));
        Assert.Contains("usr_t", machine.Shell($"getfattr --only-values -n security.selinux sysroot/{State}/etc"), StringComparison.Ordinal);
        Assert.Equal(mine, Tree(machine, State + "/" + ResetLine().Match(result.Output).Groups["before"].Value));
        Assert.Equal(0, machine.Run(Composefs).ExitStatus);
        Assert.NotEqual("mine\n", machine.Shell("cat sysroot/etc/hostname; [ -e sysroot/etc/passwd ]"));
    }

    // bootc's layout: a whole copy of /etc, and a link to a /var that all deployments share.
    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Etc_that_is_a_copy_is_copied_again_and_a_shared_var_is_reset()
    {
        using var machine = Machine(Fixture.Sha256, "");
        machine.Shell($"cd sysroot/{State}; rm -r etc var; mkdir -p etc ../../os/default/var/lib/mine; ln -s ../../os/default/var var; echo mine > etc/hostname");

        var result = Reset(machine, Composefs, "--level", "var");

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Contains("/sysroot/state/os/default/var: ", result.Output, StringComparison.Ordinal);
        Assert.Equal("lib\nlog\n", machine.Shell("ls -A sysroot/state/os/default/var"));
        Assert.Equal("../../os/default/var\n", machine.Shell($"readlink sysroot/{State}/var"));
        var copy = Tree(machine, State + "/etc");
        machine.Shell($"mv sysroot/{State}/etc sysroot/{State}/copy; mkdir sysroot/{State}/etc");
        Assert.Equal(0, machine.Run(Composefs).ExitStatus);
        Assert.Equal(Tree(machine, "etc"), copy);
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Disk_that_is_mounted_read_only_is_written_and_stays_read_only_for_others()
    {
        using var machine = Machine(Fixture.Ostree, "yes");
        machine.Shell($"echo mine > sysroot/{Etc}/hostname; mount -o remount,bind,ro sysroot");

        Assert.Equal(0, Reset(machine, CommandLines.OstreeA, "--level", "etc").ExitStatus);

        Assert.Equal(Tree(machine, CommandLines.DeploymentA + "/usr/etc"), Tree(machine, Etc));
        Assert.Contains("Read-only", machine.Shell("touch sysroot/x 2>&1 || :"), StringComparison.Ordinal);
    }

    // What is wrong, and the message.
    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [InlineData("echo x > .ostree.cfs", "", "--level etc", "refused [image-malformed]: ")]
    [InlineData("rm -r usr/etc", "enabled = no", "--level etc", "image:/usr/etc: No such file or directory")]
    [InlineData("mkfifo usr/etc/fifo", "enabled = no", "--level etc", "image:/usr/etc/fifo: must be a file, a directory or a link to be copied")]
    [InlineData("mknod usr/etc/disk b 1 1", "enabled = no", "--level etc", "image:/usr/etc/disk: is the block device 1:1")]
    [InlineData("rm -r etc; ln -s ../../var etc", "", "--level etc", "etc: must be a directory, or a link to one in /state/os/, but leads to ")]
    [InlineData("mv ../../var ../../other; ln -s ../../repo ../../var", "", "--level var", "var: must be a directory, or a link to one in /state/os/, but leads to ")]
    [InlineData("rm -r etc; mkfifo etc", "", "--level etc", "etc: Not a directory")]
    [InlineData("", "", "--undo", "etc: was not reset")]
    [InlineData("mkdir etc.before-reset-x etc.before-reset-20261301T000000.000Z", "", "--undo", "etc: was not reset")]
    [InlineData("touch etc.before-reset-20260101T000000.000Z", "", "--undo", "etc.before-reset-20260101T000000.000Z: Not a directory")]
    [InlineData("ln -s / etc.before-reset-20260101T000000.000Z", "", "--undo", "etc.before-reset-20260101T000000.000Z: Too many levels of symbolic links")]
    [InlineData("", "[etc]\ntransient = true", "--level etc", "refused [configuration-contradictory]: the configuration keeps changes to /etc in memory")]
    public void Nothing_changes_if_anything_is_wrong(string change, string configuration, string options, string message)
    {
        using var machine = Machine(Fixture.Ostree, "yes");
        if (configuration.Length > 0)
            machine.Write(ScratchInitramfs.Configuration, configuration[0] == '[' ? CommandLines.Enabled("yes") + configuration : "[composefs]\n" + configuration + "\n");
        machine.Shell($"chattr -i sysroot/{CommandLines.DeploymentA}; cd sysroot/{CommandLines.DeploymentA}; {change}");
        var before = Listing(machine);

        var result = Reset(machine, CommandLines.OstreeA, options.Split(' '));

        Assert.Equal(1, result.ExitStatus);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(before, Listing(machine));
    }

    // Each rename of a reset of both, and of its undo: it fails, or the process is killed there.
    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [InlineData("--level", 1)]
    [InlineData("--level", 2)]
    [InlineData("--level", 3)]
    [InlineData("--level", 4)]
    [InlineData("--undo", 1)]
    [InlineData("--undo", 2)]
    public void Interrupted_reset_leaves_each_directory_as_it_was_or_reset_and_the_next_one_completes(string option, int rename)
    {
        foreach (var injection in (string[])["error=EIO", "signal=KILL"])
        {
            using var machine = Machine(Fixture.Ostree, "yes");
            machine.Shell($"cd sysroot/{Stateroot}/var; echo mine > data; cd ../../../../{Etc}; {ChangeEtc}");
            var (etc, image) = (Tree(machine, Etc), Tree(machine, CommandLines.DeploymentA + "/usr/etc"));
            string[] options = option == "--undo" ? ["--undo"] : ["--level", "var"];
            if (option == "--undo")
                Assert.Equal(0, Reset(machine, CommandLines.OstreeA, "--level", "var").ExitStatus);

            var result = Reset(machine, Strace.With($"renameat2:{injection}:when={rename}"), CommandLines.OstreeA, options);

            Assert.NotEqual(0, result.ExitStatus);
            Assert.Contains(Tree(machine, Etc), (string[])[etc, image]);
            Assert.Contains(machine.Shell($"find sysroot/{Stateroot}/var -name data"), (string[])["", $"sysroot/{Stateroot}/var/data\n"]);
            // The state is somewhere, whatever happened.
            Assert.Equal("mine\n", machine.Shell($"cat sysroot/{Stateroot}/var*/data"));
            Assert.Equal("key\n", machine.Shell($"cat sysroot/{CommandLines.DeploymentA}/etc*/secret/key"));
            Assert.Equal(0, Reset(machine, CommandLines.OstreeA, "--level", "var").ExitStatus);
            Assert.Equal((image, ""), (Tree(machine, Etc), machine.Shell($"ls -A sysroot/{Stateroot}/var")));
            Assert.Equal("", machine.Shell($"find sysroot/{Stateroot} sysroot/{CommandLines.DeploymentA} -maxdepth 1 -name '*unfinished'"));
        }
    }

    private static CommandResult Reset(ScratchInitramfs machine, string commandLine, params string[] options) => Reset(machine, null, commandLine, options);

    private static CommandResult Reset(ScratchInitramfs machine, Strace? strace, string commandLine, params string[] options) =>
        machine.RunBy(strace, Tool, ["factory-reset", "--sysroot", machine.Sysroot, "--cmdline", commandLine, .. options]);

    // Names, types, permissions, owners, link targets, extended attributes and contents.
    private static string Tree(ScratchInitramfs machine, string directory) => machine.Shell($$"""
        cd sysroot/{{directory}}
        find . -printf '%P %y %m %U %G %l\n' | LC_ALL=C sort
        find . -print0 | LC_ALL=C sort -z | xargs -0 getfattr -h -d -m - -e hex
        find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
        """);

    private static string Listing(ScratchInitramfs machine) =>
        machine.Shell("find sysroot -printf '%P %y %m %U %G %l %i\\n' | LC_ALL=C sort");

    private static ScratchInitramfs Machine(Fixture disk, string enabled)
    {
        var machine = new ScratchInitramfs(disk);
        if (enabled.Length > 0)
            machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled(enabled));
        machine.Install(Artifacts.Tool, "/bin/" + Tool);
        return machine;
    }

    [GeneratedRegex(@"^(?<path>/\S+): as in the image; what it was is beside it, (?<before>(etc|var)\.before-reset-\d{8}T\d{6}\.\d{3}Z)$", RegexOptions.Multiline)]
    private static partial Regex ResetLine();
}
