using System;
using System.Linq;
using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>The new root is proven to start before it is put in place.</summary>
public class InitTests
{
    /// <summary>
    /// Copies a program of this machine, its loader and its C library. The current directory is the
    /// tree; <c>loader</c> and <c>library</c> are set.
    /// </summary>
    internal const string DynamicInit = """
        for at in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1; do
            [ ! -e $at ] || loader=$at
        done
        real=$(realpath "$loader")
        mkdir -p ".${real%/*}" "usr${loader%/*}"
        cp /usr/bin/env usr/sbin/init
        cp "$real" "${real%/*}/libc.so.6" ".${real%/*}/"
        library=.${real%/*}/libc.so.6
        [ -e "usr$loader" ] || ln -s "$real" "usr$loader"
        loader=.$real
        """ + "\n";

    private const string Busybox = "27/1148ea8e67381f4314869f9dcd7629471fdeda30b79c4fc9c5d4b1650a7a5a.file";
    private const string RemoveInit = "rm sysroot/ostree/repo/objects/" + Busybox;

    [RequiresTheory(Needs.Mounts)]
    [InlineData("", "/sbin/init")]
    [InlineData(" init=/bin/sh", "/bin/sh")]
    public void Init_whose_object_is_missing_is_refused_while_the_disk_is_at_sysroot(string argument, string path)
    {
        using var machine = Machine("yes");
        machine.Shell(RemoveInit);
        var before = machine.Observe();

        var result = machine.Run(CommandLines.OstreeA + argument);

        Assert.StartsWith(
            $"prepare-root: refused [init-unreadable]: {path} of the new root (object {Busybox}) can't be read: ", result.Error, StringComparison.Ordinal);
        Assert.Equal((1, ""), (result.ExitStatus, result.Output));
        Assert.Equal(before.Exact, machine.Observe().Exact);
    }

    [RequiresFact(Needs.Mounts)]
    public void Init_that_the_disk_can_not_read_is_refused()
    {
        using var machine = Machine("yes");
        var undisturbed = new Strace(["pread64"]);
        using (var other = Machine("yes"))
            Assert.Equal(0, other.RunWith(undisturbed, "/sysroot", CommandLines.OstreeA).ExitStatus);
        var head = undisturbed.Read().First(call => call.Text.Contains("\\177ELF", StringComparison.Ordinal));
        var before = machine.Observe();

        var result = machine.RunWith(Strace.With($"pread64:error=EIO:when={head.When}"), "/sysroot", CommandLines.OstreeA);

        Assert.StartsWith(
            $"prepare-root: refused [{FaultCode.InitUnreadable.Name}]: /sbin/init of the new root (object {Busybox}) can't be read: Input/output error\n",
            result.Error, StringComparison.Ordinal);
        Assert.Equal(before.Exact, machine.Observe().Exact);
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData(DynamicInit)]
    // Where else the loader may find the library is not known here.
    [InlineData(DynamicInit + "rm \"$library\"")]
    [InlineData("printf '#!/bin/sh -e\\n' >usr/sbin/init")]
    [InlineData("ln -s /../../bin/sh usr/sbin/init")]
    [InlineData("mkdir -p usr/lib/systemd; cp usr/bin/busybox usr/lib/systemd/systemd")]
    public void Init_that_can_be_started_is_prepared(string script)
    {
        using var machine = Machine("no");
        machine.Shell($"mkdir -p run/systemd/system; cd sysroot/{CommandLines.DeploymentA}; rm usr/sbin/init; {script}\nchmod -f 0755 usr/sbin/init || :");

        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
    }

    [RequiresFact(Needs.Mounts)]
    public void Root_that_is_not_for_booting_needs_no_init()
    {
        using var machine = Machine("yes");
        machine.Shell(RemoveInit + "; mkdir target");

        var result = machine.RunBy("composefs-setup-root", "--target", "/target", "--cmdline", CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
    }

    private static ScratchInitramfs Machine(string enabled)
    {
        var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled(enabled));
        return machine;
    }
}
