using System;
using System.Collections.Generic;
using System.Linq;

namespace PrepareRoot.Ctl.Planning;

/// <summary>The mounts as a tree of their mount points.</summary>
internal static class MountTree
{
    /// <summary>
    /// The rows of the tree: the branch in front, the mount point below the one it is in, and the
    /// mount.
    /// </summary>
    internal static IReadOnlyList<(string Branch, string Name, PlannedMount Mount)> Of(IReadOnlyList<PlannedMount> mounts)
    {
        var rows = new List<(string, string, PlannedMount)>();
        // The root is mounted first. Several mounts on one mount point stay in their order.
        AddBelow(rows, mounts, "", "");
        return rows;
    }

    private static void AddBelow(
        List<(string, string, PlannedMount)> rows, IReadOnlyList<PlannedMount> mounts, string above, string indentation)
    {
        var children = mounts
            .Where(mount => Parent(mounts, mount.Target) == above)
            .OrderBy(mount => mount.Target, StringComparer.Ordinal)
            .ToArray();
        for (var i = 0; i < children.Length; i++)
        {
            var target = children[i].Target;
            var last = i == children.Length - 1;
            var isRoot = above.Length == 0;
            rows.Add((isRoot ? "" : indentation + (last ? "└─ " : "├─ "), above.Length > 1 ? target[above.Length..] : target, children[i]));
            if (i == children.Length - 1 || children[i + 1].Target != target)
                AddBelow(rows, mounts, target, isRoot ? "" : indentation + (last ? "   " : "│  "));
        }
    }

    // The nearest mount point above a target; empty for the root.
    private static string Parent(IReadOnlyList<PlannedMount> mounts, string target)
    {
        while (target.Length > 1)
        {
            target = target[..Math.Max(target.LastIndexOf('/'), 1)];
            if (mounts.Any(mount => mount.Target == target))
                return target;
        }
        return "";
    }
}
