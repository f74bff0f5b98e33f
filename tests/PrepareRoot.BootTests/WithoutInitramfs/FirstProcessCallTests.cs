using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.WithoutInitramfs;

/// <summary>
/// The program is PID 1, and a system call fails or the program is killed there: each call with
/// <c>EVERY_CALL=all</c>, else some of them.
/// </summary>
public class FirstProcessCallTests
{
    private const int Step = 12;

    private static readonly bool _all = Environment.GetEnvironmentVariable("EVERY_CALL") == "all";

    [RequiresFact(Needs.Machine | Needs.Asked)]
    public void Call_that_fails_is_a_refusal_or_is_not_essential_and_the_disk_is_as_before()
    {
        string[] errors = ["error=EIO", "error=ENOMEM", "error=EPERM", "error=ENOSYS", "error=EINTR"];
        var runs = Run(_all ? 1 : Step, [.. _all ? errors : errors[..1], "signal=KILL"]);

        Assert.DoesNotContain(runs, run => run.Contains(" wrong", StringComparison.Ordinal));
        Assert.Contains(runs, run => run.EndsWith(" refused", StringComparison.Ordinal));
        Assert.Contains(runs, run => run.EndsWith(" killed", StringComparison.Ordinal));
        Assert.True(runs.Length > (_all ? 600 : 10), $"{runs.Length} runs");
        foreach (var kind in runs.CountBy(run => run[(run.IndexOf('=') + 1)..].Split(' ') is [var injected, _, var outcome, ..] ? injected + " " + outcome : run))
            Progress.Say($"PID 1: {kind.Key}: {kind.Value}");
    }

    private static string[] Run(int step, string[] injections)
    {
        var disk = BusyboxDisk.Get();
        var kernel = Kernel.Of(AllCases.SuiteNames[^1]);
        using var script = new StreamReader(typeof(FirstProcessCallTests).Assembly.GetManifestResourceStream("first-process-calls.sh")!);
        var initrd = Path.GetTempFileName();
        try
        {
            new Initramfs(kernel, $"sh /calls.sh {disk.Link}/usr/lib/ostree/ostree-prepare-root {step} {string.Join(' ', injections)}")
            {
                Files = Initramfs.WithLibraries("/usr/bin/strace"),
                Texts = new Dictionary<string, string> { ["calls.sh"] = script.ReadToEnd() },
            }.Write(initrd);
            var result = Emulator.Run(new Machine(kernel, initrd)
            {
                CommandLine = disk.Argument,
                Drives = [new Drive(disk.Image)],
                TimeLimit = TimeSpan.FromHours(1),
                Log = Logs.For("first-process-calls"),
            });
            File.WriteAllText(Logs.For("first-process-calls-facts"), result.Report);
            Assert.True(result.ExitStatus == 0, result.Console);
            return result.Report.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        finally
        {
            File.Delete(initrd);
        }
    }
}
