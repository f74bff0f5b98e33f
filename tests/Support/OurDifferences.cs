using System;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>
/// The differences between our result and libostree's that apply always: see <see cref="Reasons"/>.
/// </summary>
public static class OurDifferences
{
    /// <summary>The differences and their reasons, as Markdown.</summary>
    public static readonly string[] Reasons =
    [
        """
        A new root without `ostree-system-generator` does not mount `/var`. libostree leaves `/var` to the
          generator even so; prepare-root sees that the generator is missing, and mounts `/var`.
        """,
        """
        prepare-root writes a record of what it verified and mounted, `/run/prepare-root.json`, and keeps
          what it read in the initramfs in `/run/prepare-root`.
        """,
        """
        libostree logs its target to the journal twice. The second entry has a path in a temporary
          directory that no longer exists. prepare-root logs it once.
        """,
        """
        In libostree's mount table, each lower layer of the overlay is an option of its own. In
          prepare-root's, one option lists all of them: older kernels accept this too.
        """,
    ];

    private const string Var = "/ostree/deploy/testos/var";

    // Columns of mountinfo: ID PARENT DEVICE ROOT MOUNTPOINT …
    private const int Id = 0;
    private const int Parent = 1;
    private const int RootInDevice = 3;
    private const int MountPoint = 4;
    private const int Options = 5;

    // The first of the optional fields, which describe the propagation.
    private const int Optional = 6;

    /// <summary>
    /// libostree's mount table plus the mount that prepare-root adds: the stateroot's <c>var</c> at
    /// <c>/var</c>, writable and shared.
    /// </summary>
    public static string[] Mounts(string[] libostree)
    {
        var table = libostree.Select(line => line.Split(' ')).ToArray();
        var root = table.Last(mount => mount[MountPoint] == "/sysroot");
        string[] added = [.. table.Single(mount => mount[MountPoint] == "/sysroot/sysroot")];
        (added[Id], added[Parent], added[MountPoint], added[RootInDevice]) = ("0", root[Id], "/sysroot/var", Var);
        added[Options] = "rw" + added[Options][2..];
        return [.. libostree, string.Join(' ', [.. added[..Optional], "shared:1", .. added[Optional..]])];
    }

    /// <summary>What every boot leaves in <c>/run</c>, without sizes.</summary>
    public static readonly string[] Records =
    [
        "-rw------- root root ./prepare-root/initramfs.json",
        "-rw-r--r-- root root ./prepare-root.json",
        "drwx------ root root ./prepare-root",
    ];

    /// <summary><c>/run</c> without the records.</summary>
    public static string[] Run(string[] ours) => [.. ours.Where(line => !line.Contains(" ./prepare-root", StringComparison.Ordinal))];

    /// <summary>The root without <c>var</c>, on which our program has mounted.</summary>
    public static string[] Root(string[] listing) => [.. listing.Where(line => !line.EndsWith(" var", StringComparison.Ordinal))];

    /// <summary>The differences between two trees, without <c>var</c>.</summary>
    public static string[] Tree(string[] differing) =>
        [.. differing.Where(line => !line.StartsWith("-./var ", StringComparison.Ordinal) && !line.StartsWith("+./var ", StringComparison.Ordinal))];
}
