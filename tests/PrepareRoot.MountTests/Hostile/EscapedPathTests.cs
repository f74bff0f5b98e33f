using System;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// overlayfs parses the paths of its layers: a backslash escapes the next character, a colon
/// separates layers. A path with such characters must not lead the kernel to another directory than
/// the one that was checked. The decoy is that other directory: its upper and work directories are
/// links into the initramfs.
/// </summary>
public class EscapedPathTests
{
    private const string State = "state/deploy/" + CommandLines.Sha256V1;
    private const string Checksum = "ee9601bc96c9373845550d5b811d0289880263aeb23308f43f9220cd17f5b7db";

    private const string Decoy = """
        mkdir -p etc/keep tmp/work/work
        echo kept >etc/file
        echo kept >tmp/work/work/file
        """;

    [RequiresTheory(Needs.Mounts)]
    [InlineData("no")]
    [InlineData("maybe")]
    [InlineData("yes")]
    [InlineData("verity")]
    public void Deployment_whose_path_overlayfs_reads_as_another_is_refused_and_nothing_is_touched(string mode)
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled(mode));
        machine.Shell(Decoy + $"""

            deploy=sysroot/ostree/deploy
            cp -a $deploy/testos "$deploy/x\\y"
            mkdir -p "$deploy/x\\y/deploy/{Checksum}.0/.usr-ovl-upper" "$deploy/x\\y/deploy/{Checksum}.0/.usr-ovl-work"
            cp -a $deploy/testos $deploy/xy
            ln -s "$PWD/etc" $deploy/xy/deploy/{Checksum}.0/.usr-ovl-upper
            ln -s "$PWD/tmp" $deploy/xy/deploy/{Checksum}.0/.usr-ovl-work
            ln -sfn "../../../deploy/x\\y/deploy/{Checksum}.0" sysroot/{CommandLines.LinksA}/1
            """);
        var before = machine.Observe();

        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal(1, result.ExitStatus);
        Assert.StartsWith(
            $"prepare-root: refused [deployment-link-malformed]: /sysroot/{CommandLines.LinksA}/1: STATEROOT and SERIAL must not have a backslash or a control character, ",
            result.Error,
            StringComparison.Ordinal);
        Assert.Equal(before.Exact, machine.Observe().Exact);
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("/x\\y")]
    [InlineData("/x:/y")]
    [InlineData("/x,y")]
    public void Kernel_writes_to_the_directories_that_were_checked_whatever_SYSROOT_is_named(string sysroot)
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256, sysroot);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled("yes"));
        machine.Shell(Decoy);
        foreach (var name in (string[])["/xy", "/x", "/y"])
        {
            var state = machine.PathOf(name + "/" + State + "/etc");
            Directory.CreateDirectory(state);
            if (!Path.Exists(state + "/upper"))
            {
                File.CreateSymbolicLink(state + "/upper", "/etc");
                File.CreateSymbolicLink(state + "/work", "/tmp");
            }
        }
        var before = machine.Observe().Initramfs;

        var result = machine.Run("composefs=?" + CommandLines.Sha256V1);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        File.WriteAllText(machine.PathInSysroot("etc/new"), "to etc");
        Assert.Equal("to etc", File.ReadAllText(machine.PathInSysroot($"sysroot/{State}/etc/upper/new")));
        Assert.Equal(before, machine.Observe().Initramfs);
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("x\\y", "0")]
    [InlineData("x\ny", "0")]
    [InlineData("x\u001b[2Jy", "0")]
    [InlineData("x\u0085y", "0")]
    [InlineData("testos", "0\\1")]
    [InlineData("testos", "0\n")]
    public void Backslash_or_control_character_in_the_name_of_a_deployment_is_refused(string stateroot, string serial)
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled("yes"));
        var directory = machine.PathInSysroot("ostree/deploy/" + stateroot);
        if (!Directory.Exists(directory))
            Directory.Move(machine.PathInSysroot("ostree/deploy/testos"), directory);
        if (serial != "0")
            Directory.Move($"{directory}/deploy/{Checksum}.0", $"{directory}/deploy/{Checksum}.{serial}");
        var link = machine.PathInSysroot(CommandLines.LinksA + "/1");
        File.Delete(link);
        File.CreateSymbolicLink(link, $"../../../deploy/{stateroot}/deploy/{Checksum}.{serial}");
        var before = machine.Observe();

        var result = machine.Run(CommandLines.OstreeA);

        Assert.StartsWith("prepare-root: refused [deployment-link-malformed]: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(2, result.Error.Count(c => c == '\n'));
        Assert.Equal(before.Exact, machine.Observe().Exact);
    }
}
