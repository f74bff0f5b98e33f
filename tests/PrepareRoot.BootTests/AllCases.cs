using System.Collections.Generic;
using System.Linq;
using PrepareRoot.BootTests.Chain;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>The cases of all tests. They run in one machine for each kernel.</summary>
public static class AllCases
{
    /// <summary>
    /// The suites of Debian whose kernels they run on: 6.12 and 7.2. An architecture that is
    /// tested beside this machine's has one kernel: no decision depends on both.
    /// </summary>
    public static readonly string[] SuiteNames = GuestArchitecture.OfTests == GuestArchitecture.Native ? ["trixie", "forky"] : ["forky"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BootCase> All =>
    [
        .. SignedCommitTests.Cases,
        .. SignedDigestTests.Cases,
        .. MeasuredBootTests.Cases,
        .. OstreeTests.Cases,
        .. ComposefsTests.Cases,
        .. NamingTests.Cases,
        .. TamperingTests.Cases,
        .. RefusalTests.Cases,
        .. CommitTests.Cases,
        .. LoopTests.Cases,
        .. HotfixTests.Cases,
        .. FreeSpaceTests.Cases,
        .. KernelTests.Cases,
    ];

    /// <summary>The cases that run on a suite's kernel.</summary>
    public static IEnumerable<BootCase> On(string suite) => suite == KernelTests.OldSuite ? [.. FreeSpaceTests.Cases, .. KernelTests.Cases] : All;

    /// <summary>A row for each of <see cref="SuiteNames"/>.</summary>
    public static TheoryData<string> Suites => new(SuiteNames);

    /// <summary>A row for the last of <see cref="SuiteNames"/>.</summary>
    public static TheoryData<string> NewestSuite => new(SuiteNames[^1..]);

    /// <summary>A row for each of the others.</summary>
    public static TheoryData<string> OlderSuites => new(SuiteNames[..^1]);

    /// <summary>A row for each kernel and case: the suite and the case's name.</summary>
    public static TheoryData<string, string> OnEachKernel(IEnumerable<BootCase> cases)
    {
        var rows = new TheoryData<string, string>();
        foreach (var (suite, name) in from suite in SuiteNames from @case in cases select (suite, @case.Name))
            rows.Add(suite, name);
        return rows;
    }
}
