using System;
using System.Globalization;

namespace PrepareRoot.Ctl.Checking;

/// <summary>The first two numbers of a kernel's release: 6 and 12 of <c>6.12.9-amd64</c>.</summary>
internal readonly record struct KernelRelease(int Major, int Minor)
{
    /// <summary>Parses a release; null if it has no such numbers.</summary>
    internal static KernelRelease? Parse(string release)
    {
        var parts = release.Split('.', 3);
        if (parts.Length < 2)
            return null;
        var end = parts[1].AsSpan().IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(end < 0 ? parts[1] : parts[1].AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
                ? new KernelRelease(major, minor)
                : null;
    }

    /// <summary>Whether a release is older.</summary>
    public static bool operator <(KernelRelease left, KernelRelease right) => (left.Major, left.Minor).CompareTo((right.Major, right.Minor)) < 0;

    /// <summary>Whether a release is newer.</summary>
    public static bool operator >(KernelRelease left, KernelRelease right) => right < left;

    /// <inheritdoc/>
    public override string ToString() => Major.ToString(CultureInfo.InvariantCulture) + "." + Minor.ToString(CultureInfo.InvariantCulture);
}
