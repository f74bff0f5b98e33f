using System;
using System.Linq;
using PrepareRoot.MountTests.Scratch;

namespace PrepareRoot.MountTests.Golden;

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
    private const string VarPlace = "/sysroot/var";
    private const string Record = " ./prepare-root.json -> ";

    /// <summary>What libostree would have mounted too, had it looked: its own mount of <c>var</c> below the disk, again at <c>/var</c>.</summary>
    public static MountEntry[] Mounts(MountEntry[] libostree)
    {
        var below = libostree.Single(entry => entry.Place.EndsWith("/var", StringComparison.Ordinal));
        var root = libostree.Single(entry => entry.Place == "/sysroot");
        return [.. libostree, below with { Id = -1, Parent = root.Id, Place = VarPlace }];
    }

    /// <summary><c>/run</c> without the record.</summary>
    public static string[] Run(string[] ours) => [.. ours.Where(line => !line.EndsWith(Record, StringComparison.Ordinal))];

    /// <summary>The root without <c>var</c>: ours shows what is mounted there.</summary>
    public static string[] Root(string[] listing) => [.. listing.Where(line => !line.EndsWith(" var", StringComparison.Ordinal))];
}
