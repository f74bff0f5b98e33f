using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Golden;

/// <summary>
/// The root directory of a new root, as <c>ls -la</c> shows it: permissions, links, owner, group,
/// size, name and where a link points, without the times (directories on the disk have the date at
/// which the disk was made).
/// </summary>
public static class RootListing
{
    /// <summary>Lists a directory.</summary>
    public static string[] Of(string directory) => Parse(Command.Run("ls", "-la", directory + "/").TrimEnd('\n').Split('\n'));

    /// <summary>Reads the lines that <c>ls -la</c> prints.</summary>
    public static string[] Parse(IEnumerable<string> lines)
    {
        // PERMISSIONS LINKS OWNER GROUP SIZE MONTH DAY TIME NAME
        const int columns = 9;
        return
        [
            .. lines
                .Where(line => !line.StartsWith("total ", StringComparison.Ordinal))
                .Select(line => line.Split(' ', columns, StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[^1] != "..")
                .Select(fields => string.Join(' ', [.. fields[..5], fields[^1]])),
        ];
    }
}
