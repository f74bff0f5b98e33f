using PrepareRoot.Support;

namespace PrepareRoot.Tests.Ctl;

/// <summary>
/// The content of a disk of the fixtures as a directory: names, links and contents, without owners
/// and extended attributes, which only root can set. It must not be modified.
/// </summary>
internal static class FixtureTree
{
    /// <summary>A libostree sysroot.</summary>
    public static string Ostree => Unpack("ostree-sysroot.tar.zst", "sysroot");

    /// <summary>A repository of composefs-rs with SHA-256.</summary>
    public static string Composefs => Unpack("composefs-sysroot.tar.zst", "composefs-fixture/sysroot-sha256");

    private static string Unpack(string archive, string directory) =>
        Cache.Get("fixture-tree-" + directory.Replace('/', '-'), [Cache.Hash(Checkout.Fixture(archive)), directory], path => Command.Run(
            "sh", "-euc", """
            mkdir "$1"
            zstd -dcq --long=27 "$2" | tar -C "$1" --no-same-owner -xf - "$3"
            """, "sh", path, Checkout.Fixture(archive), directory)) + "/" + directory;
}
