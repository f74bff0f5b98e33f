using System;
using System.Collections.Generic;
using System.Linq;

namespace PrepareRoot.Demo;

/// <summary>One check of the demonstration.</summary>
/// <param name="Description">What it checks, in a few words.</param>
/// <param name="Passed">Whether it passed.</param>
/// <param name="Reason">Why it failed, if it did.</param>
internal sealed record Check(string Description, bool Passed, string Reason = "")
{
    private const string Ok = "ok ", Failed = "FAIL ";

    /// <summary>Reads the lines that <c>checks.sh</c> writes.</summary>
    public static IEnumerable<Check> Parse(string report) =>
        report.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            line.StartsWith(Ok, StringComparison.Ordinal) ? new Check(line[Ok.Length..], true)
            : line.StartsWith(Failed, StringComparison.Ordinal) ? new Check(line[Failed.Length..], false)
            : throw new FormatException($"not a line of a report: {line}"));
}
