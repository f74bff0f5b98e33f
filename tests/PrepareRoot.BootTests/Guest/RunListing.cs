using System;
using System.Linq;
using System.Text.RegularExpressions;

namespace PrepareRoot.BootTests.Guest;

/// <summary>
/// What is in <c>/run</c>: one line for each name, with its permissions, owner, group, size and
/// where a link points.
/// </summary>
public static partial class RunListing
{
    /// <summary>
    /// Brings a listing of this machine or of libostree's recorded runs into one form: sorted,
    /// owners as names, without sizes and the number of the disk.
    /// </summary>
    public static string[] Normal(string listing) =>
    [
        .. listing.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Replace("'", "", StringComparison.Ordinal).Replace(" 0 0 ", " root root ", StringComparison.Ordinal))
            .Select(line => line.EndsWith(" -> ", StringComparison.Ordinal) ? line[..^" -> ".Length] : line)
            .Select(line => Size().Replace(line, "$1 "))
            .Select(line => Device().Replace(line, "DISK"))
            .Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex("^([^ ]+ root root) [0-9]+ ")]
    private static partial Regex Size();

    [GeneratedRegex("/dev/block/[0-9]+:[0-9]+$")]
    private static partial Regex Device();
}
