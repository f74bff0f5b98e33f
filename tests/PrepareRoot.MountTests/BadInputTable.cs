using System.Collections.Generic;

namespace PrepareRoot.MountTests;

/// <summary>What may be amiss, row by row; each part of it is in a file of its own.</summary>
public static partial class BadInputTable
{
    /// <summary>All rows.</summary>
    internal static IReadOnlyList<BadInput> All { get; } = [.. Requested(), .. Options(), .. Machines(), .. Layouts(), .. Images(), .. Trust(), .. Composefs()];
}
