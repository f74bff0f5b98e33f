using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using PrepareRoot.BootTests.Guest;

namespace PrepareRoot.BootTests.Prediction;

/// <summary>
/// Brings the mounts of <c>prepare-rootctl plan --json</c> and those of a mount table into one
/// form, sorted by mount point.
/// </summary>
internal static class PlannedMounts
{
    /// <summary>The mounts that a plan names.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="diskIsReadOnly">How the initramfs has mounted the disk.</param>
    internal static string[] Of(JsonElement plan, bool diskIsReadOnly) => Sort(plan.GetProperty("mounts").EnumerateArray()
        .Where(mount => mount.GetProperty("made").GetBoolean())
        .Select(mount => Describe(mount, diskIsReadOnly)));

    /// <summary>The mounts of a new root.</summary>
    /// <param name="table">The mount table.</param>
    /// <param name="place">The mount point of the new root.</param>
    /// <param name="disk">The directory of the file system that is the root of the disk.</param>
    internal static string[] Made(string table, string place, string disk) => Sort(Mount.Table(table)
        .Where(mount => mount.MountPoint == place || mount.MountPoint.StartsWith(place + "/", StringComparison.Ordinal))
        .Select(mount => Describe(mount, place, disk)));

    private static string Describe(JsonElement mount, bool diskIsReadOnly)
    {
        var options = mount.GetProperty("options").EnumerateArray().Select(option => option.GetString()).ToArray();
        var source = mount.GetProperty("source").GetString()!;
        var access = mount.GetProperty("access").GetString();
        return Describe(
            mount.GetProperty("target").GetString()!,
            mount.GetProperty("type").GetString() == "bind" ? source["disk:".Length..] : "overlay " + source,
            access == "inherited" ? diskIsReadOnly : access == "ro",
            [
                .. options.Where(option => option is "nosuid" or "nodev" or "shared" or "verity=require"),
                mount.TryGetProperty("upper", out _) ? "upper" : null,
            ]);
    }

    private static string Describe(Mount mount, string place, string disk)
    {
        var target = mount.MountPoint[place.Length..];
        return Describe(
            target.Length == 0 ? "/" : target,
            mount.Type == "overlay" ? "overlay " + mount.Source : mount.Root[disk.Length..],
            mount.IsReadOnly,
            [
                .. mount.Options.Where(option => option is "nosuid" or "nodev"),
                mount.IsShared ? "shared" : null,
                .. mount.SuperOptions.Where(option => option is "verity=require"),
                mount.SuperOptions.Any(option => option.StartsWith("upperdir=", StringComparison.Ordinal)) ? "upper" : null,
            ]);
    }

    private static string Describe(string target, string source, bool isReadOnly, string?[] options) =>
        string.Join(' ', [target + ":", source.Length == 0 ? "/" : source, isReadOnly ? "ro" : "rw", .. options.OfType<string>().Order(StringComparer.Ordinal)]);

    private static string[] Sort(IEnumerable<string> mounts) => [.. mounts.Order(StringComparer.Ordinal)];
}
