using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>The table of what a program that ours takes the place of does, and ours: see <see cref="CompatibilityRow"/>.</summary>
public static class CompatibilityTable
{
    /// <summary>Its sections, one for each such program.</summary>
    public static readonly IReadOnlyList<CompatibilitySection> Sections = [OstreeRows.Section, ComposefsRows.Section];

    /// <summary>The rows of all.</summary>
    public static IReadOnlyList<CompatibilityRow> Rows { get; } = [.. Sections.SelectMany(section => section.Rows)];

    /// <summary>
    /// Those that are run on a suite's kernel: all on the newest. What is read is read alike on all, so on the older one they are the first of each key
    /// or argument and those whose files are verified: each kind of mount is among them.
    /// </summary>
    public static IEnumerable<CompatibilityRow> On(string suite) => suite == AllCases.SuiteNames[^1]
        ? Rows
        : Rows.DistinctBy(row => row.Subject).Union(Rows.Where(row => row.Configuration?.StartsWith(CommandLines.Enabled("verity"), StringComparison.Ordinal) == true));
}
