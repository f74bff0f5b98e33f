using System;
using System.Linq;
using System.Text;
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

    [Fact]
    public void Digest_needs_one_signature_that_is_over_it()
    {
        var good = Sign(Digest, Seed);
        Assert.Null(ArgumentSignatures.Verify(Digest, [good], Keys));
        Assert.Null(ArgumentSignatures.Verify(Digest, [Sign(Longer, Seed), Sign(Digest, OtherSeed), good], Keys));
        Assert.Null(ArgumentSignatures.Verify(Longer, [good, Sign(Longer, Seed)], Keys));
    }

    [Theory]
    [InlineData("none", "signature-invalid")]
    [InlineData("of another digest", "signature-invalid")]
    [InlineData("by another key", "signature-invalid")]
    [InlineData("of the bare digest", "signature-invalid")]
    [InlineData("truncated", "kernel-argument-malformed")]
    [InlineData("too long", "kernel-argument-malformed")]
    [InlineData("not base64", "kernel-argument-malformed")]
    [InlineData("empty", "kernel-argument-malformed")]
    [InlineData("good and truncated", "kernel-argument-malformed")]
    internal void Digest_without_a_valid_signature_is_refused(string what, string code)
    {
        var good = Sign(Digest, Seed);
        string[] signatures = what switch
        {
            "none" => [],
            "of another digest" => [Sign(Longer, Seed)],
            "by another key" => [Sign(Digest, OtherSeed)],
            "of the bare digest" => [Convert.ToBase64String(Sodium.Sign(Digest.Bytes, Seed))],
            "truncated" => [good[..^4]],
            "too long" => [good[..^2] + "AAAA"],
            "not base64" => ["!" + good[1..]],
            "empty" => [""],
            _ => [good, good[..^4]],
        };
        var fault = ArgumentSignatures.Verify(Digest, signatures, Keys);
        Assert.Equal(code, fault?.Code.Name);
    }

    private static string Sign(FsVerityDigest digest, byte[] seed) => Convert.ToBase64String(Sodium.Sign(FormattedDigest.Of(digest), seed));

    private static PublicKeys Parse(params byte[][] seeds)
    {
        var file = string.Join('\n', seeds.Select(seed => Convert.ToBase64String(Sodium.PublicKeyOf(seed))));
        Assert.True(PublicKeys.Parse("keys", Encoding.UTF8.GetBytes(file)).Try(out var keys, out _));
        return keys;
    }
}
