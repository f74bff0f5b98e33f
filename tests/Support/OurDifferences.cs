using System;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>All in which what we leave may always differ from what libostree leaves: see <see cref="Reasons"/>.</summary>
public static class OurDifferences
{
    /// <summary>What differs, and why, as Markdown.</summary>
    public static readonly string[] Reasons =
    [
        "Where the new root has no `ostree-system-generator`, nothing in it would mount `/var`. libostree leaves it to the generator regardless; ours sees that it is missing, and mounts `/var`.",
        "Ours leaves a record of what was verified and mounted, `/run/prepare-root.json`.",
        "libostree tells the journal twice what its target is, the second time with the path in a scratch directory that is gone; ours tells it once.",
        "The lower layers of the overlay are an option each in libostree's mount table, in ours one option with all of them, which older kernels take too.",
    ];

    private const string Record = "./prepare-root.json";
    private const string Var = "/ostree/deploy/testos/var";

    // Columns of mountinfo: ID PARENT DEVICE ROOT PLACE …
    private const int Id = 0;
    private const int Parent = 1;
    private const int RootInDevice = 3;
    private const int Place = 4;
    private const int Options = 5;

    // Where the fields begin that say how a mount propagates.
    private const int Optional = 6;

    /// <summary>libostree's mount table with what it would have mounted too, had it looked: the stateroot's <c>var</c> at <c>/var</c>, writable and shared.</summary>
    public static string[] Mounts(string[] libostree)
    {
        var table = libostree.Select(line => line.Split(' ')).ToArray();
        var root = table.Last(mount => mount[Place] == "/sysroot");
        string[] added = [.. table.Single(mount => mount[Place] == "/sysroot/sysroot")];
        (added[Id], added[Parent], added[Place], added[RootInDevice]) = ("0", root[Id], "/sysroot/var", Var);
        added[Options] = "rw" + added[Options][2..];
        return [.. libostree, string.Join(' ', [.. added[..Optional], "shared:1", .. added[Optional..]])];
    }

    /// <summary><c>/run</c> without the record.</summary>
    public static string[] Run(string[] ours) => [.. ours.Where(line => !line.Contains(Record, StringComparison.Ordinal))];

    /// <summary>The root without <c>var</c>: ours shows what is mounted there.</summary>
    public static string[] Root(string[] listing) => [.. listing.Where(line => !line.EndsWith(" var", StringComparison.Ordinal))];

    /// <summary>Where two trees differ, the lines of it that count: those of <c>var</c> do not.</summary>
    public static string[] Tree(string[] differing) =>
        [.. differing.Where(line => !line.StartsWith("-./var ", StringComparison.Ordinal) && !line.StartsWith("+./var ", StringComparison.Ordinal))];
}
