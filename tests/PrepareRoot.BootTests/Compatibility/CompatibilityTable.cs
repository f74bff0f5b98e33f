using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>
/// What the programs that prepare-root replaces do, and what prepare-root does: see
/// <see cref="CompatibilityRow"/>.
/// </summary>
public static class CompatibilityTable
{
    /// <summary>The sections, one for each program.</summary>
    public static readonly IReadOnlyList<CompatibilitySection> Sections = [OstreeRows.Section, ComposefsRows.Section];

    /// <summary>The rows of all sections.</summary>
    public static IReadOnlyList<CompatibilityRow> Rows { get; } = [.. Sections.SelectMany(section => section.Rows)];

    /// <summary>
    /// The rows that run on a suite's kernel: all of them on the newest. Parsing does not depend on
    /// the kernel. So on the older one only the first row of each key or argument runs, and the
    /// rows whose files are verified: they have every kind of mount.
    /// </summary>
    public static IEnumerable<CompatibilityRow> On(string suite) => suite == AllCases.SuiteNames[^1]
        ? Rows
        : Rows.DistinctBy(row => row.Subject).Union(Rows.Where(row => row.Configuration?.StartsWith(CommandLines.Enabled("verity"), StringComparison.Ordinal) == true));
}
