using System;
using System.Buffers.Binary;
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

    // GLib's bytes of ({'version': <'1'>, 'ostree.composefs.digest.v0': <[byte 0, … 31]>,
    // 'ostree.container.image-config': <'{}'>}, [byte 100, … 131], @a(say) [], 'subject', '',
    // uint64 big-endian 0x6959ad80, [byte 7, …], [byte 8, …]).
    private static readonly byte[] Full = Convert.FromHexString(
        "76657273696f6e0031000073080000006f73747265652e636f6d706f736566732e6469676573742e7630000000000000000102030405060708090a0b0c0d0e0f"
        + "101112131415161718191a1b1c1d1e1f0061791b000000006f73747265652e636f6e7461696e65722e696d6167652d636f6e6669670000007b7d0000731e0d54"
        + "7e6465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182837375626a6563740000000000000000000000006959ad800707070707070707"
        + "0707070707070707070707070707070707070707070707070808080808080808080808080808080808080808080808080808080808080808d8aaa9a1a181");

    [Fact]
    public void Bytes_that_GLib_made_are_read()
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
    public void Commit_without_parent_and_metadata_has_none(int subjectLength)
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
        { DigestKey + " occurs more than once", WithMetadata((DigestKey, "ay", Digest), (DigestKey, "ay", Bytes(32, 1))) },
        { DigestKey + " occurs more than once", WithMetadata((DigestKey, "s", [0]), ("k", "b", [0]), (DigestKey, "ay", Digest)) },
        { ImageConfigKey + " is not of type s", WithMetadata((ImageConfigKey, "b", [1])) },
        { ImageConfigKey + " occurs more than once", WithMetadata((ImageConfigKey, "s", [0]), (ImageConfigKey, "s", [0])) },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Commit_that_libostree_does_not_write_is_refused(string expected, byte[] content)
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
    public void Key_of_the_digest_is_compared_whole(string key) => Assert.Null(Parse(WithMetadata((key, "ay", Digest))).ComposefsDigest);

    [Fact]
    public void Truncated_commit_is_refused_at_every_length() => Mutation.Truncated(Full, AssertIsNoCommit);

    [Fact]
    public void Random_bytes_are_refused() => Mutation.Garbage(AssertIsNoCommit);

    // Positions in Full, in its order. Together, the rows of the four tests have every position.
    [Theory]
    [InlineData("digest", 0x30, 0x50)]
    [InlineData("parent", 0x81, 0xa1)]
    [InlineData("timestamp", 0xb0, 0xb8)]
    [InlineData("version and padding", 0x08, 0x0b)]
    [InlineData("padding", 0x0d, 0x10)]
    [InlineData("padding", 0x2b, 0x30)]
    [InlineData("padding", 0x54, 0x58)]
    [InlineData("image config and padding", 0x76, 0x7b)]
    [InlineData("subject, body and padding", 0xa1, 0xb0)]
    [InlineData("root and its metadata", 0xb8, 0xf8)]
    public void Changed_byte_of_a_value_changes_that_value_alone(string value, int start, int end)
    {
        for (var at = start; at < end; at++)
        {
            Mutation.OfByte(Full, at, (_, content) => Assert.Equal(
                Describe(
                    value == "parent" ? content[0x81..0xa1] : Parent,
                    value == "timestamp" ? BinaryPrimitives.ReadUInt64BigEndian(content.AsSpan(0xb0)) : Timestamp,
                    value == "digest" ? content[0x30..0x50] : Digest,
                    true),
                Describe(Parse(content))));
        }
    }

    [Theory]
    [InlineData("version", 0x00, 0x07)]
    [InlineData(DigestKey, 0x10, 0x2a)]
    [InlineData(ImageConfigKey, 0x58, 0x75)]
    public void Changed_byte_of_a_key_makes_it_another_key_or_no_key(string key, int start, int end)
    {
        var without = Describe(Parent, Timestamp, key == DigestKey ? null : Digest, key != ImageConfigKey);
        for (var at = start; at < end; at++)
        {
            Mutation.OfByte(Full, at, (value, content) =>
            {
                if (value is 0 or >= 0x80)
                    AssertIsNoCommit(content); // A NUL within the key, or invalid UTF-8.
                else
                    Assert.Equal(without, Describe(Parse(content)));
            });
        }
    }

    [Theory]
    [InlineData("end of a key", 0x07, 0x08)]
    [InlineData("where the key version ends", 0x0c, 0x0d)]
    [InlineData("end of a key", 0x2a, 0x2b)]
    [InlineData("type of the digest, and where its key ends", 0x50, 0x54)]
    [InlineData("end of a key", 0x75, 0x76)]
    [InlineData("type of the image config, and where its key and the three entries end", 0x7b, 0x81)]
    [InlineData("where the root ends", 0xf8, 0xf9)]
    [InlineData("where the metadata ends", 0xfd, 0xfe)]
    public void Changed_byte_of_a_type_or_an_end_is_refused(string what, int start, int end)
    {
        for (var at = start; at < end; at++)
        {
            Mutation.OfByte(Full, at, (value, content) =>
            {
                Assert.False(CommitObject.Parse("a.commit", content).Try(out _, out var fault), $"{what}: {value:x2} at {at:x2}");
                Assert.Equal(FaultCode.CommitMalformed, fault.Code);
            });
        }
    }

    [Theory]
    [InlineData("type of the version, which must not be empty", 0x0b, 0x01, 0xff)]
    [InlineData("end of the body, up to the timestamp", 0xf9, 0xa9, 0xb0)]
    [InlineData("end of the subject, up to that of the body", 0xfa, 0xa1, 0xaa)]
    [InlineData("end of the related objects, up to that of the subject", 0xfb, 0xa1, 0xa9)]
    public void Changed_byte_that_nothing_depends_on_is_taken_while_it_is_in_order(string what, int at, byte first, byte last)
    {
        var sound = Describe(Parse(Full));
        Mutation.OfByte(Full, at, (value, content) =>
        {
            if (value < first || value > last)
                AssertIsNoCommit(content);
            else
                Assert.True(sound == Describe(Parse(content)), $"{what}: {value:x2}");
        });
    }

    [Fact]
    public void Changed_end_of_the_parent_is_refused_unless_there_is_no_parent_then()
    {
        const int parentStart = 0x81;
        Mutation.OfByte(Full, 0xfc, (value, content) =>
        {
            var isCommit = CommitObject.Parse("a.commit", content).Try(out var commit, out var fault);
            Assert.Equal(value == parentStart ? Describe(null, Timestamp, Digest, true) : null, isCommit ? Describe(commit!) : null);
            Assert.Equal(value == parentStart ? null : FaultCode.CommitMalformed, fault?.Code);
        });
    }

    private static void AssertIsNoCommit(byte[] content)
    {
        Assert.False(CommitObject.Parse("a.commit", content).Try(out _, out var fault), Convert.ToHexStringLower(content));
        Assert.Equal(FaultCode.CommitMalformed, fault!.Code);
        Assert.Matches("^a\\.commit: (not a commit object|the root (directory|metadata)'s checksum has [0-9]+ bytes instead of 32)$", fault.Cause);
    }

    private static string Describe(CommitObject commit) => Describe(commit.Parent, commit.Timestamp, commit.ComposefsDigest, commit.HasImageConfig);

    private static string Describe(byte[]? parent, ulong timestamp, byte[]? digest, bool hasImageConfig) =>
        $"parent {Hex(parent)}, timestamp {timestamp}, digest {Hex(digest)}, image config {hasImageConfig}";

    private static string Hex(byte[]? bytes) => bytes is null ? "none" : Convert.ToHexStringLower(bytes);

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
