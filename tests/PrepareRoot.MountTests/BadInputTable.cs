using System.Collections.Generic;

namespace PrepareRoot.MountTests;

/// <summary>
/// One row for each kind of invalid input. Each part of the table has its own file.
/// </summary>
public static partial class BadInputTable
{
    /// <summary>All rows.</summary>
    internal static IReadOnlyList<BadInput> All { get; } = [.. Requested(), .. Options(), .. Machines(), .. Layouts(), .. Images(), .. Trust(), .. Composefs(), .. Init()];
}
