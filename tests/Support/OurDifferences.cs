using System;
using System.Linq;

namespace PrepareRoot.Support;

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
    private const string Record = "./prepare-root.json";

    // Columns of mountinfo: ID PARENT DEVICE ROOT PLACE …
    private const int Id = 0;
    private const int Parent = 1;
    private const int Place = 4;

    // Where the fields begin that say how a mount propagates.
    private const int Optional = 6;

    /// <summary>libostree's mount table with what it would have mounted too, had it looked: its <c>var</c> below the disk, again at <c>/var</c>, shared.</summary>
    public static string[] Mounts(string[] libostree)
    {
        var table = libostree.Select(line => line.Split(' ')).ToArray();
        var root = table.Single(mount => mount[Place] == "/sysroot");
        string[] added = [.. table.Single(mount => mount[Place].EndsWith("/var", StringComparison.Ordinal))];
        (added[Id], added[Parent], added[Place]) = ("0", root[Id], "/sysroot/var");
        return [.. libostree, string.Join(' ', [.. added[..Optional], "shared:1", .. added[Optional..]])];
    }

    /// <summary><c>/run</c> without the record.</summary>
    public static string[] Run(string[] ours) => [.. ours.Where(line => !line.Contains(Record, StringComparison.Ordinal))];

    /// <summary>The root without <c>var</c>: ours shows what is mounted there.</summary>
    public static string[] Root(string[] listing) => [.. listing.Where(line => !line.EndsWith(" var", StringComparison.Ordinal))];
}
