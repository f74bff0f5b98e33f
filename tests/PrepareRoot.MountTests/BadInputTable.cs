using System.Collections.Generic;

namespace PrepareRoot.MountTests;

/// <summary>Each kind of bad input, a row each. Each part of the table is in a file of its own.</summary>
public static partial class BadInputTable
{
    /// <summary>All rows.</summary>
    internal static IReadOnlyList<BadInput> All { get; } = [.. Requested(), .. Options(), .. Machines(), .. Layouts(), .. Images(), .. Trust(), .. Composefs()];
}
