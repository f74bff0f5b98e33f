using System;
using System.Linq;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Trust;
using Xunit;

namespace PrepareRoot.Tests.Trust;

public class ArgumentSignaturesTests
{
    private static readonly byte[] Seed = Sodium.Sha256("a key"u8);
    private static readonly byte[] OtherSeed = Sodium.Sha256("another key"u8);
    private static readonly FsVerityDigest Digest = FsVerityDigest.From(FsVerityAlgorithm.Sha256, Sodium.Sha256("image"u8));
    private static readonly FsVerityDigest Longer = FsVerityDigest.From(FsVerityAlgorithm.Sha512, Sodium.Sha512("image"u8));
    private static readonly PublicKeys Keys = Parse(Seed);

    [Fact]
    public void Signed_bytes_are_those_of_the_kernel_s_own_signatures()
    {
        Assert.Equal(
            "4653566572697479" + "0100" + "2000" + Digest.Hex, Convert.ToHexStringLower(FormattedDigest.Of(Digest)));
        Assert.Equal(
            "4653566572697479" + "0200" + "4000" + Longer.Hex, Convert.ToHexStringLower(FormattedDigest.Of(Longer)));
    }

    [Theory]
    [InlineData("good", null)]
    [InlineData("good, of another digest, by another key", null)]
    [InlineData("of another digest, by another key, good", null)]
    [InlineData("", "signature-invalid")]
    [InlineData("of another digest", "signature-invalid")]
    [InlineData("by another key", "signature-invalid")]
    [InlineData("of another digest, by another key", "signature-invalid")]
    [InlineData("of the bare digest", "signature-invalid")]
    public void Digest_needs_one_signature_over_it_by_a_trusted_key(string names, string? code)
    {
        Assert.True(ArgumentSignatures.Parse(Named(names)).Try(out var signatures, out _));
        Assert.Equal(code, signatures.Verify(Digest, Keys)?.Code.Name);
    }

    [Fact]
    public void Each_of_several_digests_has_its_own_signature()
    {
        Assert.True(ArgumentSignatures.Parse(Named("of another digest, good")).Try(out var signatures, out _));
        Assert.Equal([null, null], ((FsVerityDigest[])[Digest, Longer]).Select(digest => signatures.Verify(digest, Keys)));
    }

    // A valid signature beside a malformed one does not make the command line valid, in any order.
    [Theory]
    [InlineData("truncated")]
    [InlineData("too long")]
    [InlineData("not base64")]
    [InlineData("empty")]
    [InlineData("good, truncated")]
    [InlineData("truncated, good")]
    [InlineData("of another digest, not base64, good")]
    public void Malformed_signature_is_refused_whatever_the_others_are(string names)
    {
        Assert.False(ArgumentSignatures.Parse(Named(names)).Try(out _, out var fault));
        var malformed = Named(names).Single(text => text.Length != 88 || text.StartsWith('!'));
        Assert.Equal(new Fault(FaultCode.KernelArgumentMalformed, $"composefs.signature= must be the base64 of a 64-byte signature, but is '{malformed}'"), fault);
    }

    private static string[] Named(string names)
    {
        var good = Sign(Digest, Seed);
        return [.. names.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(name => name switch
        {
            "good" => good,
            "of another digest" => Sign(Longer, Seed),
            "by another key" => Sign(Digest, OtherSeed),
            "of the bare digest" => Convert.ToBase64String(Sodium.Sign(Digest.Bytes, Seed)),
            "truncated" => good[..^4],
            "too long" => good[..^2] + "AAAA",
            "not base64" => "!" + good[1..],
            "empty" => "",
            _ => throw new ArgumentOutOfRangeException(nameof(names), name, "no such signature"),
        })];
    }

    private static string Sign(FsVerityDigest digest, byte[] seed) => Convert.ToBase64String(Sodium.Sign(FormattedDigest.Of(digest), seed));

    private static PublicKeys Parse(params byte[][] seeds)
    {
        var file = string.Join('\n', seeds.Select(seed => Convert.ToBase64String(Sodium.PublicKeyOf(seed))));
        Assert.True(PublicKeys.Parse("keys", Encoding.UTF8.GetBytes(file)).Try(out var keys, out _));
        return keys;
    }
}
