using System.Linq;
using System.Text;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>The table as documentation: docs/compatibility.md.</summary>
internal static class CompatibilityPage
{
    /// <summary>The path of the page.</summary>
    public static readonly string Path = Checkout.File("docs/compatibility.md");

    private const string Head = """
        # How prepare-root differs from the programs that it replaces

        Each row is a key or an argument with one value. *Same*: both programs leave the same result, except
        for what is listed under "Always". *Better*: prepare-root does what the other program can't do.
        *Different on purpose*: both programs do what their authors intend. [faults.md](faults.md) explains
        the names of refusals. A program that refuses does not boot the system. libostree then leaves behind
        what it has done so far; prepare-root leaves SYSROOT, the mount table and `/run` unchanged.

        This page is a test's table (`CompatibilityTable`). `make docs-compatibility` runs every row on
        Linux 7.2, and on 6.12 the rows whose result may depend on the kernel; then it prints the page.

        """;

    /// <summary>The text of the page.</summary>
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
        text.Append("\n| key or argument | value | other program | prepare-root | comparison |\n| --- | --- | --- | --- | --- |\n");
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

    private static string NotRun(CompatibilityRow row) => row.OtherNotRun is null ? "" : row.Golden is null ? " (not run here)" : " (from a recorded run)";
}
