using System;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Atomicity;

/// <summary>
/// Whichever call fails, the run is refused and changes nothing. One exception: if the disk's mount
/// can't be detached, the new root stays mounted beneath it, because the kernel has no call that
/// removes it.
/// </summary>
public class ErrorTests
{
    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(KillTests.Table), MemberType = typeof(KillTests))]
    public void Call_that_fails_is_a_fault_and_nothing_has_changed(string scenarioName, string callName)
    {
        var scenario = Scenario.Of(scenarioName);
        foreach (var calls in scenario.Batches(callName))
        {
            using var machine = scenario.Start();
            var before = machine.Observe();
            foreach (var call in calls)
            {
                // The program tries twice to detach the disk's mount.
                var when = call.When + (call.Name == "umount2" ? "+" : "");
                var result = machine.RunWith(Strace.With($"{call.Name}:error=EPERM:when={when}"), machine.Sysroot, scenario.CommandLine);

                Assert.Equal((call, 1), (call, result.ExitStatus));
                Assert.StartsWith("prepare-root: refused [", result.Error, StringComparison.Ordinal);
                Assert.Contains("Operation not permitted", result.Error, StringComparison.Ordinal);
                Unchanged.VerifyFailed(before, machine, scenario.RemainsAt(call), call.Name);
            }
            Unchanged.VerifyNextRun(machine, scenario);
        }
    }

    // The kernel closes all that is open when the program ends. The mounts of an attempt that failed
    // must end before.
    [RequiresFact(Needs.Mounts)]
    public void Descriptors_are_closed_only_between_two_attempts()
    {
        Assert.Matches("^unshare$", CallsFromUnshare());
        Assert.Matches("^unshare( close)+ unshare$", CallsFromUnshare("fsconfig:error=ENOTBLK:when=" + Scenario.Ostree.CreateErofs.When));
    }

    private static string CallsFromUnshare(params string[] injections)
    {
        using var machine = Scenario.Ostree.Start();
        var strace = new Strace(["unshare", "close", "fsconfig"], injections);
        Assert.Equal(0, machine.RunWith(strace, machine.Sysroot, CommandLines.OstreeA).ExitStatus);
        return string.Join(' ', strace.Read().Select(call => call.Name).SkipWhile(name => name != "unshare").Where(name => name != "fsconfig"));
    }

    // As while a namespace with thousands of mounts ends elsewhere.
    [RequiresFact(Needs.Mounts)]
    public void Mounts_elsewhere_are_waited_for()
    {
        using var machine = Scenario.Ostree.Start();

        var result = machine.RunWith(Strace.With("openat2:error=EAGAIN:when=5..2000"), machine.Sysroot, CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
    }

    // The C library then asks in another way, which does not tell where mounts are.
    [RequiresFact(Needs.Mounts)]
    public void Kernel_that_does_not_say_where_mounts_are_is_refused()
    {
        using var machine = Scenario.Ostree.Start();
        var before = machine.Observe();

        var result = machine.RunWith(Strace.With("statx:error=ENOSYS:when=1+"), machine.Sysroot, CommandLines.OstreeA);

        Assert.Equal(1, result.ExitStatus);
        Assert.Contains(": Function not implemented\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(before.Exact, machine.Observe().Exact);
    }

    // The file may ask for a read-only /sysroot.
    [RequiresFact(Needs.Mounts)]
    public void Repository_configuration_that_the_disk_does_not_give_is_a_fault()
    {
        using var undisturbed = Scenario.Ostree.Start();
        undisturbed.Write(ScratchInitramfs.Configuration, CommandLines.Enabled("no"));
        var strace = new Strace(["openat2"]);
        Assert.Equal(0, undisturbed.RunWith(strace, undisturbed.Sysroot, CommandLines.OstreeA).ExitStatus);
        var opened = Assert.Single(strace.Read(), call => call.Text.Contains("\"ostree/repo/config\"", StringComparison.Ordinal));
        using var machine = Scenario.Ostree.Start();
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled("no"));
        var before = machine.Observe();

        var result = machine.RunWith(Strace.With($"openat2:error=EIO:when={opened.When}"), machine.Sysroot, CommandLines.OstreeA);

        Assert.Equal(1, result.ExitStatus);
        Assert.StartsWith("prepare-root: refused [disk-unreadable]: /sysroot/ostree/repo/config: Input/output error\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(before.Exact, machine.Observe().Exact);
    }
}
