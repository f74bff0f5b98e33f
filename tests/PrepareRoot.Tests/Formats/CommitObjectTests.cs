using System;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public class CommitObjectTests
{
    private const string DigestKey = "ostree.composefs.digest.v0";
    private const string ImageConfigKey = "ostree.container.image-config";
    private const ulong Timestamp = 0x6959ad80;

    private static readonly byte[] Digest = Bytes(32, 0);
    private static readonly byte[] Parent = Bytes(32, 100);

    // GLib's bytes of ({'version': <'1'>, 'ostree.composefs.digest.v0': <[byte 0, … 31]>, 'ostree.container.image-config': <'{}'>},
    // [byte 100, … 131], @a(say) [], 'subject', '', uint64 big-endian 0x6959ad80, [byte 7, …], [byte 8, …]).
    private static readonly byte[] Full = Convert.FromHexString(
        "76657273696f6e0031000073080000006f73747265652e636f6d706f736566732e6469676573742e7630000000000000000102030405060708090a0b0c0d0e0f"
        + "101112131415161718191a1b1c1d1e1f0061791b000000006f73747265652e636f6e7461696e65722e696d6167652d636f6e6669670000007b7d0000731e0d54"
        + "7e6465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182837375626a6563740000000000000000000000006959ad800707070707070707"
        + "0707070707070707070707070707070707070707070707070808080808080808080808080808080808080808080808080808080808080808d8aaa9a1a181");

    [Fact]
    public void What_trust_needs_is_read_from_bytes_that_GLib_made()
    {
        var commit = Parse(Full);

        Assert.Equal(Parent, commit.Parent);
        Assert.Equal(Timestamp, commit.Timestamp);
        Assert.Equal(Digest, commit.ComposefsDigest);
        Assert.True(commit.HasImageConfig);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)] // framing offsets of two bytes
    [InlineData(70_000)] // of four
    public void A_commit_without_parent_and_metadata_has_none(int subjectLength)
    {
        var commit = Parse(ObjectBuilder.Commit([], [], 1, new string('x', subjectLength)));

        Assert.Null(commit.Parent);
        Assert.Equal(1ul, commit.Timestamp);
        Assert.Null(commit.ComposefsDigest);
        Assert.False(commit.HasImageConfig);
    }

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "not a commit object", [] },
        { "not a commit object", Bytes(400, 3) },
        { "not a commit object", new byte[400] },
        { "not a commit object", ObjectBuilder.Commit([1], [], 1) },
        { "not a commit object", ObjectBuilder.Commit(ObjectBuilder.Dictionary(("k", "", [])), [], 1) },
        { "not a commit object", ObjectBuilder.Commit(ObjectBuilder.Dictionary(("a\0b", "s", [0])), [], 1) },
        { "the parent's checksum has 31 bytes instead of 32", ObjectBuilder.Commit([], Bytes(31, 0), 1) },
        { "the parent's checksum has 33 bytes instead of 32", ObjectBuilder.Commit([], Bytes(33, 0), 1) },
        { DigestKey + " has 0 bytes instead of 32", WithMetadata((DigestKey, "ay", [])) },
        { DigestKey + " has 31 bytes instead of 32", WithMetadata((DigestKey, "ay", Bytes(31, 0))) },
        { DigestKey + " has 64 bytes instead of 32", WithMetadata((DigestKey, "ay", Bytes(64, 0))) },
        { DigestKey + " is not of type ay", WithMetadata((DigestKey, "s", ObjectBuilder.Text("x"))) },
        { DigestKey + " is not of type ay", WithMetadata((DigestKey, "aay", Digest)) },
        { DigestKey + " is there more than once", WithMetadata((DigestKey, "ay", Digest), (DigestKey, "ay", Bytes(32, 1))) },
        { DigestKey + " is there more than once", WithMetadata((DigestKey, "s", [0]), ("k", "b", [0]), (DigestKey, "ay", Digest)) },
        { ImageConfigKey + " is not of type s", WithMetadata((ImageConfigKey, "b", [1])) },
        { ImageConfigKey + " is there more than once", WithMetadata((ImageConfigKey, "s", [0]), (ImageConfigKey, "s", [0])) },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_commit_that_libostree_would_not_write_is_refused(string expected, byte[] content)
    {
        Assert.False(CommitObject.Parse("a.commit", content).Try(out _, out var fault));
        Assert.Equal(FaultCode.CommitMalformed, fault.Code);
        Assert.Equal("a.commit: " + expected, fault.Cause);
    }

    [Theory]
    [InlineData("Ostree.composefs.digest.v0")]
    [InlineData("ostree.composefs.digest.v01")]
    [InlineData("ostree.composefs.digest.v")]
    [InlineData("")]
    public void Another_key_is_not_the_digest(string key) => Assert.Null(Parse(WithMetadata((key, "ay", Digest))).ComposefsDigest);

    [Fact]
    public void A_truncated_commit_is_refused_at_every_length()
    {
        for (var length = 0; length < Full.Length; length++)
            Assert.False(CommitObject.Parse("a.commit", Full.AsSpan(0, length)).Try(out _, out _), $"at {length} bytes");
    }

    [Fact]
    public void Any_change_of_a_byte_gives_a_commit_or_a_fault() => Mutation.OfEachByte(Full, content => CommitObject.Parse("a.commit", content));

    [Fact]
    public void Any_bytes_give_a_commit_or_a_fault() => Mutation.Garbage(content => CommitObject.Parse("a.commit", content));

    private static byte[] WithMetadata(params (string Key, string Type, byte[] Value)[] entries) =>
        ObjectBuilder.Commit(ObjectBuilder.Dictionary(entries), [], 1);

    private static CommitObject Parse(byte[] content)
    {
        Assert.True(CommitObject.Parse("a.commit", content).Try(out var commit, out var fault), fault?.Cause);
        return commit;
    }

    private static byte[] Bytes(int count, byte first)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) bytes[i] = (byte)(first + i);
        return bytes;
    }
}
