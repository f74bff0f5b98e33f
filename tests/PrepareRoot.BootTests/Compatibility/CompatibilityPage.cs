using System.Linq;
using System.Text;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>The table as documentation: docs/compatibility.md.</summary>
internal static class CompatibilityPage
{
    /// <summary>Where it stands.</summary>
    public static readonly string Path = Checkout.File("docs/compatibility.md");

    private const string Head = """
        # What prepare-root takes the place of, and what is different

        A row for each key and argument, with its values. *Same*: what both leave is the same, but for what is listed under "Always". *Better*: ours does
        what the other program can't. *Different on purpose*: the other program means to do what it does, and so do we. The names of refusals are those of
        [faults.md](faults.md). Whoever refuses does not boot; libostree then leaves behind what it had done so far, ours leaves SYSROOT, mount table and `/run`
        as they were.

        This page is a test's table (`CompatibilityTable`), printed after every row of it was run on Linux 7.2, and those on 6.12 that another
        kernel may make a difference to (`make docs-compatibility`).

        """;

    /// <summary>Its text.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder(Head);
        foreach (var section in CompatibilityTable.Sections)
            Append(text, section);
        return text.ToString();
    }

    private static void Append(StringBuilder text, CompatibilitySection section)
    {
        text.Append("\n## ").Append(section.Other).Append("\n\n").Append(section.Introduction).Append("\n\nAlways:\n\n");
        foreach (var difference in section.Always)
            text.Append("- ").Append(difference).Append('\n');
        text.Append("\n| key or argument | value | it | prepare-root | |\n| --- | --- | --- | --- | --- |\n");
        var noneRun = section.Rows.All(row => row.OtherNotRun is not null);
        foreach (var row in section.Rows)
        {
            string[] cells = [row.Subject, row.Case, Other(row) + (noneRun ? "" : NotRun(row)), Ours(row), Agreement(row)];
            text.Append("| ").Append(string.Join(" | ", cells)).Append(" |\n");
        }
    }

    private static string Agreement(CompatibilityRow row) => row.Agreement.Why is null ? row.Agreement.Word : $"{row.Agreement.Word}: {row.Agreement.Why}";

    private static string Ours(CompatibilityRow row) => row.Refused is not null ? $"refuses: `{row.Refused}`" : row.Does ?? "prepares";

    private static string Other(CompatibilityRow row)
    {
        const int Aborted = 134;
        return row.OtherDoes ?? (row.OthersStatus ?? row.Status) switch
        {
            CompatibilityRow.Prepared => row.Does ?? "prepares",
            Aborted => "aborts",
            _ => "refuses",
        };
    }

    private static string NotRun(CompatibilityRow row) => row.OtherNotRun is null ? "" : row.Golden is null ? " (not run here)" : " (recorded elsewhere)";
}
