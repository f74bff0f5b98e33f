using System;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Atomicity;

/// <summary>A run that succeeds if no call fails.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Disk">The disk.</param>
/// <param name="CommandLine">The kernel command line.</param>
public sealed record Scenario(string Name, Fixture Disk, string CommandLine)
{
    /// <summary>The calls that change something in a mount namespace or in <c>/run</c>.</summary>
    public static readonly string[] Calls =
    [
        "unshare", "setns", "mount_setattr", "fsopen", "fsconfig", "fsmount", "open_tree", "move_mount", "umount2",
        "fchdir", "chroot", "mkdirat", "symlinkat", "linkat",
    ];

    /// <summary>libostree's layout.</summary>
    public static readonly Scenario Ostree = new("ostree", Fixture.Ostree, CommandLines.OstreeA);

    /// <summary>composefs-rs's layout, with an overlay at <c>/etc</c>.</summary>
    public static readonly Scenario Composefs = new("composefs", Fixture.Sha256, "composefs=?" + CommandLines.Sha256V1);

    private readonly Lazy<(TracedCall[] Calls, string[] State)> _undisturbed = new(() => Trace(Disk, CommandLine));

    /// <summary>The scenario with this name.</summary>
    public static Scenario Of(string name) => name == Ostree.Name ? Ostree : Composefs;

    /// <summary>The calls of an undisturbed run, in their order.</summary>
    public TracedCall[] Undisturbed => _undisturbed.Value.Calls;

    /// <summary>What an undisturbed run leaves (<see cref="MachineState.Comparable"/>).</summary>
    public string[] Prepared => _undisturbed.Value.State;

    /// <summary>The call that puts the new root beneath the old one.</summary>
    public TracedCall Beneath => Undisturbed.Last(call => call.Name == "move_mount");

    /// <summary>The call that creates the EROFS superblock: the first one.</summary>
    public TracedCall CreateErofs => Undisturbed.First(call => call.Text.Contains("FSCONFIG_CMD_CREATE", StringComparison.Ordinal));

    /// <summary>What a run that is killed at this call may leave.</summary>
    public Remains RemainsAt(TracedCall call)
    {
        // The record is published after the return to the machine's namespace.
        var back = Array.FindLastIndex(Undisturbed, other => other.Name == "chroot");
        var index = Array.IndexOf(Undisturbed, call);
        return index > Array.IndexOf(Undisturbed, Beneath) ? Remains.HiddenRoot : index > back ? Remains.Record : Remains.Nothing;
    }

    /// <summary>
    /// All calls with a name, in batches. The calls of a batch can run one after the other on one
    /// machine, because each leaves it unchanged. A call that may leave something is a batch of its
    /// own.
    /// </summary>
    public TracedCall[][] Batches(string name)
    {
        var calls = Undisturbed.Where(call => call.Name == name).ToLookup(call => RemainsAt(call) == Remains.Nothing);
        TracedCall[] harmless = [.. calls[true]];
        return [.. harmless.Length == 0 ? [] : new[] { harmless }, .. calls[false].Select(call => new[] { call })];
    }

    /// <summary>A machine before the run.</summary>
    public ScratchInitramfs Start(string sysroot = "/sysroot")
    {
        var machine = new ScratchInitramfs(Disk, sysroot);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = yes\n");
        return machine;
    }

    private static (TracedCall[] Calls, string[] State) Trace(Fixture disk, string commandLine)
    {
        using var machine = new Scenario("trace", disk, commandLine).Start();
        var strace = new Strace(Calls);
        var result = machine.RunWith(strace, machine.Sysroot, commandLine);
        return result.ExitStatus == 0
            ? (strace.Read(), machine.Observe().Comparable)
            : throw new InvalidOperationException("an undisturbed run fails: " + result.Error);
    }
}
