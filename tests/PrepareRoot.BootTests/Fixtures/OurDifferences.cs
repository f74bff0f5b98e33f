using System;
using System.Linq;

namespace PrepareRoot.BootTests.Fixtures;

/// <summary>
/// All in which what we leave may differ from what libostree leaves. There are two:
/// <para>
/// The tree of the fixture has no <c>ostree-system-generator</c>. libostree leaves <c>/var</c> to it regardless, so there
/// nothing would mount it; we see that it is missing, and mount <c>/var</c>.
/// </para>
/// <para>We leave a record of our own, <c>/run/prepare-root.json</c>.</para>
/// </summary>
public static class OurDifferences
{
    private const string Record = " ./prepare-root.json";

    /// <summary>libostree's mount table with what it would have mounted too, had it looked: its <c>var</c> below the disk, again at <c>/var</c>.</summary>
    public static string Mounts(string libostree)
    {
        const string below = " /sysroot/sysroot/ostree/deploy/testos/var ";
        var line = libostree.Split('\n').Single(line => line.Contains(below, StringComparison.Ordinal));
        return libostree + "\n" + line.Replace(below, " /sysroot/var ", StringComparison.Ordinal);
    }

    /// <summary><c>/run</c> without the record.</summary>
    public static string[] Run(string[] ours) => [.. ours.Where(line => !line.EndsWith(Record, StringComparison.Ordinal))];
}
