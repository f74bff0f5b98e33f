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
    public void There_may_be_no_signatures_and_empty_ones(byte[] content, string[] expected) => Assert.Equal(expected, Signatures(content));

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "not the detached metadata of a commit", [0] },
        { "not the detached metadata of a commit", [1, 2, 3] },
        { "not the detached metadata of a commit", new byte[500] },
        { Key + " is not of type aay", ObjectBuilder.Dictionary((Key, "ay", [1])) },
        { Key + " is there more than once", ObjectBuilder.Dictionary((Key, "aay", [0]), (Key, "aay", [0])) },
        { Key + " is not a list of signatures", ObjectBuilder.Dictionary((Key, "aay", [1])) }, // an end beyond the end
        { Key + " is not a list of signatures", ObjectBuilder.Dictionary((Key, "aay", [9, 9, 2, 1, 2])) }, // ends that go back
        { Key + " is not a list of signatures", ObjectBuilder.Dictionary((Key, "aay", [9, 9, 9, 2, 1])) }, // a first end beyond the last
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void Metadata_that_libostree_would_not_write_are_refused(string expected, byte[] content)
    {
        var fault = DetachedMetadata.ReadEd25519Signatures("a.commitmeta", content, out var signatures);

        Assert.Equal(new Fault(FaultCode.CommitMalformed, "a.commitmeta: " + expected), fault);
        Assert.Equal(0, signatures.Count);
    }

    [Fact]
    public void A_gigantic_number_of_signatures_takes_no_memory()
    {
        var content = ObjectBuilder.Dictionary((Key, "aay", new byte[1_000_000]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = DetachedMetadata.ReadEd25519Signatures("a.commitmeta", content, out var signatures);

        // In a million bytes of them, an offset has four: 250 000 empty signatures.
        Assert.Null(fault);
        Assert.Equal(250_000, signatures.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Any_bytes_give_signatures_or_a_fault()
    {
        Mutation.OfEachByte(Sound, Read);
        Mutation.Truncated(Sound, Read);
        Mutation.Garbage(Read);

        static void Read(byte[] content)
        {
            if (DetachedMetadata.ReadEd25519Signatures("a.commitmeta", content, out var signatures) is not null) return;
            var count = 0;
            foreach (var signature in signatures) count += signature.Length < content.Length ? 1 : 0;
            Assert.Equal(signatures.Count, count);
        }
    }

    private static List<string> Signatures(byte[] content)
    {
        Assert.Null(DetachedMetadata.ReadEd25519Signatures("a.commitmeta", content, out var signatures));
        var list = new List<string>();
        foreach (var signature in signatures) list.Add(Convert.ToHexStringLower(signature));
        Assert.Equal(list.Count, signatures.Count);
        return list;
    }
}
