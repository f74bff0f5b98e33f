using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Guest;

/// <summary>
/// Machines that run every <see cref="BootCase"/>, one for each kernel: booting takes as long as a
/// dozen cases. The first test that reads a result starts them all. It and the other tests wait for
/// them.
/// </summary>
public static class CaseMachine
{
    /// <summary>The suites of Debian whose kernels the machines run.</summary>
    public static readonly string[] Suites =
        GuestArchitecture.OfTests == GuestArchitecture.Native ? [KernelTests.OldSuite, .. AllCases.SuiteNames] : AllCases.SuiteNames;

    // Lazy: xunit reads the names of the suites for every run.
    private static readonly Lazy<Dictionary<string, Task<Dictionary<string, CaseFacts>>>> _machines = new(() =>
        Suites.ToDictionary(suite => suite, suite => Task.Run(() => CaseRunner.Run(suite, "cases-" + suite, [.. AllCases.On(suite)]))));

    /// <summary>The facts of a case.</summary>
    /// <param name="suite">The suite of Debian whose kernel it ran on.</param>
    /// <param name="name">The case's name.</param>
    public static CaseFacts Facts(string suite, string name) => _machines.Value[suite].GetAwaiter().GetResult()[name];

    /// <summary>The loop devices that still exist after all cases.</summary>
    public static string[] LoopsLeft(string suite) => Facts(suite, CaseRunner.AtTheEnd).Loops;
}
