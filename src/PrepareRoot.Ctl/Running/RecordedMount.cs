using System;
using System.Collections.Generic;
using System.Linq;

namespace PrepareRoot.Ctl.Running;

/// <summary>A mount of the new root, read from a line of the record's plan.</summary>
/// <param name="Target">The mount point in the new root.</param>
/// <param name="Type">overlay or bind.</param>
/// <param name="From">
/// For a bind, its directory from the root of the disk; null for another.
/// </param>
/// <param name="Access">ro, rw, or empty: as the disk.</param>
/// <param name="IsConditional">Whether the boot may not have made it.</param>
internal sealed record RecordedMount(string Target, string Type, string? From, string Access, bool IsConditional)
{
    private const string Overlay = "overlay";
    private const string BindType = "bind";
    private const string New = "new:";
    private const string Disk = "disk:";

    /// <summary>
    /// The mounts of a plan. <c>MountStep.ToString</c> wrote the lines:
    /// <c>bind disk:/DIRECTORY at new:/MOUNTPOINT, rw</c>, <c>mount new:/MOUNTPOINT: overlay, rw,
    /// …</c>.
    /// </summary>
    internal static IReadOnlyList<RecordedMount> Of(IReadOnlyList<string> plan) => [.. plan.Select(Parse).OfType<RecordedMount>()];

    private static RecordedMount? Parse(string line)
    {
        var parts = line.Split(", ");
        var access = Array.Find(parts, part => part is "ro" or "rw") ?? "";
        var conditional = line.Contains(", if ", StringComparison.Ordinal) || line.Contains(", unless ", StringComparison.Ordinal);
        var target = line.IndexOf(New, StringComparison.Ordinal);
        if (line.StartsWith("mount " + New, StringComparison.Ordinal) && line.IndexOf(": " + Overlay, StringComparison.Ordinal) is > 0 and var end)
            return new RecordedMount(line[(target + New.Length)..end], Overlay, null, access, conditional);
        const string at = " at " + New;
        if (!line.StartsWith(BindType + " " + Disk, StringComparison.Ordinal) || parts[0].IndexOf(at, StringComparison.Ordinal) is not (> 0 and var middle))
            return null;
        return new RecordedMount(
            parts[0][(middle + at.Length)..], BindType, parts[0][(BindType.Length + 1 + Disk.Length)..middle], access, conditional);
    }
}
