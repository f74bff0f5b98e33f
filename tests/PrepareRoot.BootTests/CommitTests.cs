using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;
using Xunit.Abstractions;

namespace PrepareRoot.BootTests;

/// <summary>
/// The mount that replaces the disk with the new root, in the initial root file system of a
/// machine.
/// </summary>
public partial class CommitTests(ITestOutputHelper output)
{
    // strace of Debian 12 does not know the name of the flag.
    private const string MOVE_MOUNT_BENEATH = "0x200";

    private const string Beneath =
        $"move_mount(FD, \"\", FD, \"\", MOVE_MOUNT_F_EMPTY_PATH|MOVE_MOUNT_T_EMPTY_PATH|{MOVE_MOUNT_BENEATH}) = ";

    private const string Detach = "umount2(\"/sysroot\", MNT_DETACH) = 0";
    private const string Keep = "move_mount(FD, \"\", AT_FDCWD, \"/run/.prepare-root-disk\", MOVE_MOUNT_F_EMPTY_PATH) = 0";
    private const string Release = "umount2(\"/run/.prepare-root-disk\", MNT_DETACH) = 0";
    private const string Attach = "move_mount(FD, \"\", AT_FDCWD, \"/sysroot\", MOVE_MOUNT_F_EMPTY_PATH) = ";
    private const string InvalidArgument = "-1 EINVAL (Invalid argument)";
    private const string Injected = InvalidArgument + " (INJECTED)";

    private static readonly BootCase _traced = new("commit, traced", FixtureDisk.Ostree, CommandLines.OstreeA)
    {
        Configuration = CommandLines.Enabled("verity"),
        Strace = "-f",
    };

    private static readonly BootCase _timed = _traced with { Name = "commit, timed", Strace = null, IsTimed = true };

    // The seventh move_mount call of this plan attaches the new root. The eighth mounts the disk once
    // more, and the ninth attaches the new root the other way.
    private static readonly BootCase _failed = _traced with { Name = "commit, failed", Strace = "-e inject=move_mount:error=EINVAL:when=7..9+2" };

    private static readonly BootCase _killed = _traced with
    {
        Name = "commit, killed",
        Strace = "-e inject=move_mount:signal=KILL:when=9",
        Probe = """
            cd /
            grep -c ' /sysroot ' /proc/self/mountinfo
            /bin/prepare-root /sysroot "$(cat "${0%/*}/cmdline")"
            grep -c ' /sysroot / .* overlay \| / /sysroot .* overlay ' /proc/self/mountinfo
            ls -d /run/.prepare-root-disk
            """,
    };

    internal static IEnumerable<BootCase> Cases => [_traced, _timed, _failed, _killed];

    [RequiresFact(Needs.Machine)]
    public void Linux_7_has_the_disk_or_the_new_root_at_sysroot_at_all_times()
    {
        var calls = MountCalls(CaseMachine.Facts("forky", _traced.Name).Trace);

        Assert.Equal([Beneath + "0", Detach], calls.Select(call => call.Text));
    }

    [RequiresFact(Needs.Machine)]
    public void Detaching_and_attaching_are_adjacent_calls_before_Linux_7()
    {
        var calls = MountCalls(CaseMachine.Facts("trixie", _traced.Name).Trace);

        Assert.Equal([Beneath + InvalidArgument, Keep, Detach, Attach + "0", Release], calls.Select(call => call.Text));
        Assert.Equal(calls[2].Number + 1, calls[3].Number);
    }

    [RequiresFact(Needs.Machine)]
    public void Time_without_a_root_is_measured_before_Linux_7()
    {
        var times = CaseMachine.Facts("trixie", _timed.Name).Times;

        // "prepare-root-123 [000] ...1. 48.019015: sys_move_mount -> 0x0", the time at which the
        // call returned. The last call removes the disk's second mount.
        Assert.Contains("sys_umount -> 0x0", times[^3], StringComparison.Ordinal);
        Assert.Contains("sys_move_mount -> 0x0", times[^2], StringComparison.Ordinal);
        Assert.Contains("sys_umount -> 0x0", times[^1], StringComparison.Ordinal);
        var gap = Seconds(times[^2]) - Seconds(times[^3]);
        var text = string.Create(CultureInfo.InvariantCulture, $"Linux 6.12, emulated: nothing at /sysroot for {gap * 1e6:0} µs");
        output.WriteLine(text);
        File.WriteAllLines(Logs.For("commit-trixie"), [text, .. times]);
        Assert.InRange(gap, 0, 1);
    }

    [RequiresFact(Needs.Machine)]
    public void Next_run_completes_one_that_was_killed_between_the_two_calls()
    {
        var facts = CaseMachine.Facts("trixie", _killed.Name);

        Assert.Equal(137, facts.ExitStatus);
        var lines = facts.Lines("probe");
        Assert.Equal("0", lines[0]);
        Assert.Equal("prepare-root: warning: an earlier run was killed while it put the new root in place; the disk is mounted at /sysroot again", lines[1]);
        Assert.StartsWith("prepare-root: /sysroot is ", lines[2], StringComparison.Ordinal);
        Assert.Equal(["1", "ls: /run/.prepare-root-disk: No such file or directory"], lines[3..]);
    }

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.Suites), MemberType = typeof(AllCases))]
    public void Disk_is_back_if_the_new_root_can_not_be_attached(string suite)
    {
        var facts = CaseMachine.Facts(suite, _failed.Name);

        Assert.Equal([Beneath + Injected, Keep, Detach, Attach + Injected, Attach + "0", Release], MountCalls(facts.Trace).Select(call => call.Text));
        Assert.Equal(1, facts.ExitStatus);
        Assert.StartsWith(
            "prepare-root: refused [commit-failed]: /sysroot: the new root can't be attached; the disk's mount is restored: Invalid argument\n",
            facts.Error,
            StringComparison.Ordinal);
        Assert.Equal(MountTable.SysrootMounts(facts.MountsBefore), MountTable.SysrootMounts(facts.MountsAfter));
        Assert.DoesNotContain(RunListing.Normal(facts.RunAfter), line => line.StartsWith('-'));
    }

    // The calls that change a mount table outside the program's private mount namespace, with their
    // positions among all calls.
    private static (int Number, string Text)[] MountCalls(string[] trace)
    {
        var calls = trace.Select((line, number) => (Number: number, Text: Descriptor().Replace(ProcessAndTime().Replace(line, ""), "FD"))).ToArray();
        var before = calls.TakeWhile(call => !call.Text.StartsWith("unshare(CLONE_NEWNS)", StringComparison.Ordinal));
        var after = calls.SkipWhile(call => !call.Text.StartsWith("setns(", StringComparison.Ordinal));
        return [.. before.Concat(after).Where(call => MountCall().IsMatch(call.Text))];
    }

    private static double Seconds(string line) => double.Parse(Time().Match(line).Groups[1].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d+ +)?\d+\.\d+ ")]
    private static partial Regex ProcessAndTime();

    [GeneratedRegex(@"(?<=[(] ?)\d+(?=,)|(?<=, )\d+(?=, "")")]
    private static partial Regex Descriptor();

    [GeneratedRegex("^(mount|umount2|move_mount|mount_setattr|pivot_root)[(]")]
    private static partial Regex MountCall();

    [GeneratedRegex(@" (\d+\.\d+): ")]
    private static partial Regex Time();
}
