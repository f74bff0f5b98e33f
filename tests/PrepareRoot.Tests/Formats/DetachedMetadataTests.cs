using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public class DetachedMetadataTests
{
    private const string Key = "ostree.sign.ed25519";

    // GLib's bytes of {'a': <true>, 'ostree.sign.ed25519': <[[byte 1, …64 times], [byte 2, 2]]>}.
    private static readonly byte[] Sound = Convert.FromHexString(
        "610000000000000001006202000000006f73747265652e7369676e2e656432353531390000000000010101010101010101010101010101010101010101010101"
        + "010101010101010101010101010101010101010101010101010101010101010101010101010101010202404200616179140c71");

    [Fact]
    public void Signatures_come_in_their_order_whatever_their_size() =>
        Assert.Equal([new string('1', 128).Replace("11", "01", StringComparison.Ordinal), "0202"], Signatures(Sound));

    public static TheoryData<byte[], string[]> Empty => new()
    {
        { [], [] },
        { ObjectBuilder.Dictionary(("other", "aay", ObjectBuilder.Arrays([1]))), [] },
        { ObjectBuilder.Dictionary((Key, "aay", [])), [] },
        { ObjectBuilder.Dictionary((Key, "aay", ObjectBuilder.Arrays([[]]))), [""] },
        { ObjectBuilder.Dictionary((Key, "aay", ObjectBuilder.Arrays([1], [], [2, 3]))), ["01", "", "0203"] },
    };

    [Theory]
    [MemberData(nameof(Empty))]
    public void Signatures_may_be_absent_and_empty(byte[] content, string[] expected) => Assert.Equal(expected, Signatures(content));

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "not the detached metadata of a commit", [0] },
        { "not the detached metadata of a commit", [1, 2, 3] },
        { "not the detached metadata of a commit", new byte[500] },
        { Key + " is not of type aay", ObjectBuilder.Dictionary((Key, "ay", [1])) },
        { Key + " occurs more than once", ObjectBuilder.Dictionary((Key, "aay", [0]), (Key, "aay", [0])) },
        { Key + " is not a list of signatures", ObjectBuilder.Dictionary((Key, "aay", [1])) }, // an end beyond the end of the container
        { Key + " is not a list of signatures", ObjectBuilder.Dictionary((Key, "aay", [9, 9, 2, 1, 2])) }, // decreasing ends
        { Key + " is not a list of signatures", ObjectBuilder.Dictionary((Key, "aay", [9, 9, 9, 2, 1])) }, // a first end beyond the last
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Metadata_that_libostree_does_not_write_is_refused(string expected, byte[] content)
    {
        var fault = DetachedMetadata.ReadEd25519Signatures("a.commitmeta", content, out var signatures);

        Assert.Equal(new Fault(FaultCode.CommitMalformed, "a.commitmeta: " + expected), fault);
        Assert.Equal(0, signatures.Count);
    }

    [Fact]
    public void Large_number_of_signatures_takes_no_memory()
    {
        var content = ObjectBuilder.Dictionary((Key, "aay", new byte[1_000_000]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = DetachedMetadata.ReadEd25519Signatures("a.commitmeta", content, out var signatures);

        // In a container of a million bytes an offset has four bytes: 250 000 empty signatures.
        Assert.Null(fault);
        Assert.Equal(250_000, signatures.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Truncated_metadata_is_refused_at_every_length_but_0() =>
        Mutation.Truncated(Sound, content => Assert.Equal(content.Length == 0 ? null : NoMetadata, Fault(content)));

    [Fact]
    public void Random_bytes_hold_no_signature() => Mutation.Garbage(content =>
    {
        var fault = DetachedMetadata.ReadEd25519Signatures("a.commitmeta", content, out var signatures);
        Assert.True(fault is null || fault == NoMetadata, fault?.Cause);
        Assert.Equal(0, signatures.Count);
    });

    [Fact]
    public void Changed_byte_of_a_signature_changes_that_signature_alone()
    {
        for (var at = 0x28; at < 0x6a; at++)
        {
            Mutation.OfByte(Sound, at, (_, content) => Assert.Equal(
                [Convert.ToHexStringLower(content.AsSpan(0x28, 64)), Convert.ToHexStringLower(content.AsSpan(0x68, 2))],
                Signatures(content)));
        }
    }

    [Fact]
    public void Changed_byte_of_the_key_leaves_no_signatures_or_is_refused()
    {
        for (var at = 0x10; at < 0x23; at++)
        {
            Mutation.OfByte(Sound, at, (value, content) =>
            {
                if (value is 0 or >= 0x80)
                    Assert.Equal(NoMetadata, Fault(content)); // A NUL within the key, or invalid UTF-8.
                else
                    Assert.Empty(Signatures(content));
            });
        }
    }

    [Theory]
    [InlineData("end of a key", 0x01)]
    [InlineData("end of the value of a", 0x09)]
    [InlineData("where the key a ends", 0x0b)]
    [InlineData("end of a key", 0x23)]
    [InlineData("end of the signatures", 0x6c)]
    [InlineData("where the key of the signatures ends", 0x70)]
    [InlineData("where the first entry ends", 0x71)]
    [InlineData("where the second entry ends", 0x72)]
    public void Changed_byte_of_the_framing_is_refused(string what, int at) =>
        Mutation.OfByte(Sound, at, (value, content) => Assert.True(NoMetadata == Fault(content), $"{what}: {value:x2}"));

    [Fact]
    public void Changed_end_of_the_first_signature_moves_bytes_to_the_second_or_is_refused()
    {
        const int both = 66;
        var bytes = Convert.ToHexStringLower(Sound.AsSpan(0x28, both));
        Mutation.OfByte(Sound, 0x6a, (end, content) =>
        {
            if (end <= both)
                Assert.Equal([bytes[..(2 * end)], bytes[(2 * end)..]], Signatures(content));
            else
                Assert.Equal(Key + " is not a list of signatures", Fault(content)?.Cause["a.commitmeta: ".Length..]);
        });
    }

    private static readonly Fault NoMetadata = new(FaultCode.CommitMalformed, "a.commitmeta: not the detached metadata of a commit");

    private static Fault? Fault(byte[] content) => DetachedMetadata.ReadEd25519Signatures("a.commitmeta", content, out _);

    private static List<string> Signatures(byte[] content)
    {
        Assert.Null(DetachedMetadata.ReadEd25519Signatures("a.commitmeta", content, out var signatures));
        var list = new List<string>();
        foreach (var signature in signatures) list.Add(Convert.ToHexStringLower(signature));
        Assert.Equal(list.Count, signatures.Count);
        return list;
    }
}
