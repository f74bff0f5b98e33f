using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>Checks each row of the table, and that the documentation is the table.</summary>
public class CompatibilityTests
{
    public static TheoryData<string> Rows => RowsOn(AllCases.SuiteNames[^1]);

    public static TheoryData<string> RowsOnTheOlderKernel => RowsOn(AllCases.SuiteNames[0]);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(Rows))]
    public void Both_programs_leave_what_the_table_says(string name) => Check(AllCases.SuiteNames[^1], name);

    [RequiresTheory(Needs.Machine | Needs.Asked)]
    [MemberData(nameof(RowsOnTheOlderKernel))]
    public void Both_programs_leave_it_on_an_older_kernel(string name) => Check(AllCases.SuiteNames[0], name);

    /// <summary>
    /// <c>make docs-compatibility</c> writes the file, after it has checked every row.
    /// </summary>
    [Fact]
    public void The_documentation_is_the_table()
    {
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
        {
            Assert.Null(Requirements.WhyNotMet(Needs.Machine));
            foreach (var suite in AllCases.SuiteNames)
                Assert.All(CompatibilityTable.On(suite), row => Check(suite, row));
            File.WriteAllText(CompatibilityPage.Path, CompatibilityPage.Markdown());
        }
        Assert.Equal(CompatibilityPage.Markdown(), File.ReadAllText(CompatibilityPage.Path));
    }

    [Fact]
    public void Rows_state_a_difference_if_and_only_if_they_do_not_say_same() => Assert.All(
        CompatibilityTable.Rows,
        row => Assert.Equal(row.Agreement != Agreement.Same, row.Differences.Length > 0 || row.OthersStatus is not null || row.OtherDoes is not null));

    [Fact]
    public void Rows_where_only_prepare_root_prepares_a_root_say_what_it_mounts() => Assert.All(
        CompatibilityTable.Rows.Where(row => row.Refused is null && (row.OtherNotRun is not null || row.OthersStatus is not null)),
        row => Assert.True(row.Golden is not null || row.Mounts is not null, row.Name));

    private static TheoryData<string> RowsOn(string suite) => new(CompatibilityTable.On(suite).Select(row => row.Name));

    private static void Check(string suite, string name) => Check(suite, CompatibilityTable.Rows.Single(row => row.Name == name));

    private static void Check(string suite, CompatibilityRow row)
    {
        var facts = SideBySide.Facts(suite, row);
        var ours = new Remains(facts, Remains.Ours);

        Assert.Equal(row.Refused, ours.Fault);
        Assert.Equal(row.Status, ours.ExitStatus);
        if (row.Status != CompatibilityRow.Prepared)
            Same(ours.Before, ours.After);
        else
            Assert.True(ours.Entries > 300, $"the root that ours prepared has {ours.Entries} lines only");

        if (row.OtherNotRun is null)
        {
            Assert.Equal(row.OthersStatus ?? row.Status, new Remains(facts, Remains.Libostree).ExitStatus);
            if ((row.OthersStatus ?? row.Status) == CompatibilityRow.Prepared && row.Status == CompatibilityRow.Prepared)
                Same(row.Differences, Remains.Differences(facts, row.HasGenerator));
        }
        if (row.Mounts is { } mounts)
            Same(mounts, ours.SysrootMounts);
        if (row.Run is { } run)
            Same(run, ours.Run);
        if (row.Warning is { } warning)
            Assert.Equal($"prepare-root: warning: {warning}\n", ours.Error);
        if (row.Golden is { } golden)
            Same(row.Differences, ours.Differences(GoldenRun.Read(golden)));
    }

    // The message has all lines: xunit would cut off the difference.
    private static void Same(string[] expected, string[] actual) =>
        Assert.True(expected.SequenceEqual(actual), $"the table says:\n{string.Join('\n', expected)}\n\nthere is:\n{string.Join('\n', actual)}");
}
