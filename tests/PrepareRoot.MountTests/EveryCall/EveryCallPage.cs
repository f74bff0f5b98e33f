using System.Globalization;
using System.Linq;
using System.Text;

namespace PrepareRoot.MountTests.EveryCall;

/// <summary>The page of what the campaigns counted.</summary>
internal static class EveryCallPage
{
    /// <summary>The page. It runs the campaigns that did not run yet.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("""
            # Every system call fails once

            `strace` makes one system call of the real program fail, then the next one, until each call from
            the start of `Main` to `exit` has failed once, with each of five errors. The calls are those of a
            trace of the same run without a failure. After each run, the mount table, the loop devices, every
            file of the initramfs and every name on the disk are compared with what was there before. A run
            may end in two ways:

            - *refused*: the program says so with a code, and everything is as before;
            - *complete*: the call was not essential, and the root is prepared as without the failure.

            In one mode the calls of the .NET runtime before `Main` fail, too (but for `set_tid_address`, which
            can't fail). They are the same in all modes.
            There, a run may end in a third way: *died*, the runtime ended the program without a message, and
            everything is as before. The unit, and the scripts of an initramfs without systemd, say that it
            died and how.

            One thing may remain of a run that is complete, if removing it is what fails: a record of another
            root that was in `/run` before, by another name (`.prepare-root.json.new`). The next run removes
            it. Apart from this, no run ended in any other way. `make test-faults WRITE_DOCS=1` runs all of it
            and prints this page; `make test` runs a part.

            Each cell has the numbers of *refused* and *complete*. They add up to the calls, except where
            strace can't make a call fail because this mode makes it answer otherwise already.


            """);
        text.Append("| mode | calls | ").AppendJoin(" | ", Campaign.Errors.Select(error => "`" + error.Split('=')[1] + "`")).Append(" |\n| --- | ---");
        text.Insert(text.Length, " | ---", Campaign.Errors.Length).Append(" |\n");
        foreach (var mode in Modes.All)
            text.Append("| ").Append(mode).Append(" | ").Append(CallsOf(mode)).Append(" | ").AppendJoin(" | ", Campaign.Errors.Select(error => Cell(Campaign.Of(mode, error)))).Append(" |\n");
        text.Append("""

            ## Killed at every system call

            The program is killed (`SIGKILL`) at each call. SYSROOT is then exactly the old root or exactly the
            new one, and the next run prepares it.

            | mode | calls | the disk, nothing remains | the disk, something remains | the new root | the new root, something remains |
            | --- | --- | --- | --- | --- | --- |

            """);
        foreach (var mode in Modes.All)
        {
            var tally = Campaign.Of(mode, Campaign.Kill);
            text.Append("| ").Append(mode).Append(" | ").Append(CallsOf(mode)).Append(" | ")
                .AppendJoin(" | ", new[] { Outcome.Old, Outcome.OldWithRemains, Outcome.New, Outcome.NewWithRemains }.Select(tally.Count)).Append(" |\n");
        }
        return text.Append("""

            What may remain until the next run: `upper` and `work` of an overlay on the disk, empty; in `/run`,
            a record that describes no root, and an empty transient directory, which the next run does not
            remove; the new root beneath the disk's mount; the disk's second mount. With the new root, what may
            remain is a record of another root that was in `/run` before, by another name
            (`.prepare-root.json.new`), and the disk's second mount.

            Where the kernel does not allow to mount beneath the disk (Linux before 7.0 in an initramfs),
            nothing is mounted at SYSROOT between two adjacent calls: 66 to 82 µs in three emulated runs on
            6.12. If a run is killed there, nothing is mounted at SYSROOT, and the next run mounts the disk
            again, from `/run/.prepare-root-disk`, and prepares it (`ExchangeTests`; on 6.12: `CommitTests`).
            That point is not in the row for these kernels, because strace itself makes one of the calls fail
            there.

            """).ToString();
    }

    private static string CallsOf(Mode mode) => Undisturbed.Of(mode).Calls.Length.ToString(CultureInfo.InvariantCulture);

    private static string Cell(Tally tally)
    {
        var died = tally.Count(Outcome.Died);
        return tally.Count(Outcome.Refused) + " + " + (tally.Count(Outcome.Complete) + tally.Count(Outcome.NewWithRemains)) + (died > 0 ? " (" + died + " died)" : "");
    }
}
