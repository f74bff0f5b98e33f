using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.WithoutInitramfs;

/// <summary>
/// The same boots, again and again: for <c>SOAK_MINUTES</c>, a thousand at most. Without it, each
/// boots twice, on one kernel.
/// </summary>
public partial class SoakTests
{
    private const int MostBoots = 1000;
    private const int Workers = 2;

    // The kernel warns at any time on a busy host ("hrtimer: interrupt took …"), in the middle of
    // the program's line, too.
    private const string NoKernelWarnings = "loglevel=4";

    private static readonly (string Name, string Script, string Prepare, string Arguments)[] _modes =
    [
        ("verity", SmallMachine.PrepareAndSwitch, "", ""),
        ("transient", SmallMachine.PrepareAndSwitch.Replace("enabled = verity\\n", "enabled = verity\\n[root]\\ntransient = true\\n[etc]\\ntransient = true\\n", StringComparison.Ordinal), "", ""),
        ("bind", SmallMachine.PrepareAndSwitch.Replace("enabled = verity", "enabled = no", StringComparison.Ordinal), "", ""),
        ("first-process", SmallMachine.SwitchToDisk, "mkdir -p dev; mount --move /dev dev; umount /proc", ""),
        ("refused", SmallMachine.PrepareAndSwitch, "", "composefs=" + CommandLines.MissingSha256),
    ];

    [RequiresFact(Needs.Machine | Needs.Asked)]
    public void Boots_that_are_repeated_do_not_differ()
    {
        var minutes = Environment.GetEnvironmentVariable("SOAK_MINUTES") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : 0;
        string[] suites = minutes > 0 ? AllCases.SuiteNames : AllCases.SuiteNames[^1..];
        var boots = suites.SelectMany(suite => _modes.Select(mode => (Suite: suite, Mode: mode))).ToArray();
        var clock = Stopwatch.StartNew();
        var seen = new Dictionary<(string Suite, string Mode), string>();
        var done = 0;
        // Two of each are next to each other, so both workers have the same.
        Parallel.For(0, Workers, worker =>
        {
            for (var number = worker; number < (minutes > 0 ? MostBoots : Workers * boots.Length); number += Workers)
            {
                if (minutes > 0 && clock.Elapsed.TotalMinutes >= minutes)
                    break;
                var (suite, mode) = boots[number / Workers % boots.Length];
                var result = SmallMachine.Boot(suite, string.Create(CultureInfo.InvariantCulture, $"soak-{number:000}-{mode.Name}"), mode.Script, mode.Prepare, NoKernelWarnings + " " + mode.Arguments);
                var said = result.Console.Split('\n').Where(line => line.StartsWith("prepare-root: ", StringComparison.Ordinal));
                var outcome = SizeOfDev().Replace(UniqueName().Replace(string.Join('\n', [.. said, result.Report]), "transient-etc.XXXXXX"), "");
                lock (seen)
                {
                    done++;
                    if (seen.TryAdd((suite, mode.Name), outcome))
                        continue;
                    Assert.Equal(seen[(suite, mode.Name)], outcome);
                }
            }
        });
        Progress.Say($"{done} boots of {boots.Length} kinds: none differs");
        Assert.All(boots, boot => Assert.Contains("prepare-root: ", seen[(boot.Suite, boot.Mode.Name)], StringComparison.Ordinal));
    }

    // mkdtemp(3) makes a unique name.
    [GeneratedRegex("transient-etc\\.[A-Za-z0-9]{6}")]
    private static partial Regex UniqueName();

    // The default size of a file system in memory is half of it, and where the kernel puts itself
    // in memory at random, it may have a page more or less.
    [GeneratedRegex("size=[0-9]+k,nr_inodes=[0-9]+,")]
    private static partial Regex SizeOfDev();
}
