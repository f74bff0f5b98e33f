using System;
using System.Linq;
using Xunit;

namespace PrepareRoot.Support.Tests;

/// <summary>The builder makes the bytes that GLib makes of the same values.</summary>
public class ObjectBuilderTests
{
    private const string DigestKey = "ostree.composefs.digest.v0";
    private const string ImageConfigKey = "ostree.container.image-config";

    // GLib's bytes of ({'version': <'1'>, 'ostree.composefs.digest.v0': <[byte 0, … 31]>,
    // 'ostree.container.image-config': <'{}'>}, [byte 100, … 131], @a(say) [], 'subject', '',
    // uint64 big-endian 0x6959ad80, [byte 7, …], [byte 8, …]).
    [Fact]
    public void Commit_has_the_bytes_that_GLib_makes() => Assert.Equal(
        "76657273696f6e0031000073080000006f73747265652e636f6d706f736566732e6469676573742e7630000000000000000102030405060708090a0b0c0d0e0f"
        + "101112131415161718191a1b1c1d1e1f0061791b000000006f73747265652e636f6e7461696e65722e696d6167652d636f6e6669670000007b7d0000731e0d54"
        + "7e6465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182837375626a6563740000000000000000000000006959ad800707070707070707"
        + "0707070707070707070707070707070707070707070707070808080808080808080808080808080808080808080808080808080808080808d8aaa9a1a181",
        Convert.ToHexStringLower(ObjectBuilder.Commit(
            ObjectBuilder.Dictionary(("version", "s", ObjectBuilder.Text("1")), (DigestKey, "ay", Bytes(32, 0)), (ImageConfigKey, "s", ObjectBuilder.Text("{}"))),
            Bytes(32, 100),
            0x6959ad80,
            "subject")));

    // GLib's bytes of {'a': <true>, 'ostree.sign.ed25519': <[[byte 1, …64 times], [byte 2, 2]]>}.
    [Fact]
    public void Detached_metadata_has_the_bytes_that_GLib_makes() => Assert.Equal(
        "610000000000000001006202000000006f73747265652e7369676e2e656432353531390000000000010101010101010101010101010101010101010101010101"
        + "010101010101010101010101010101010101010101010101010101010101010101010101010101010202404200616179140c71",
        Convert.ToHexStringLower(ObjectBuilder.Dictionary(
            ("a", "b", [1]),
            ("ostree.sign.ed25519", "aay", ObjectBuilder.Arrays([.. Enumerable.Repeat((byte)1, 64)], [2, 2])))));

    private static byte[] Bytes(int count, byte first) => [.. Enumerable.Range(first, count).Select(value => (byte)value)];
}
