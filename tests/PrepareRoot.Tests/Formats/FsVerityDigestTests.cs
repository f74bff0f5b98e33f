using System;
using PrepareRoot.Formats;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public class FsVerityDigestTests
{
    private const string Hex256 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff";

    [Theory]
    [InlineData(32, FsVerityAlgorithm.Sha256, "sha256:")]
    [InlineData(64, FsVerityAlgorithm.Sha512, "sha512:")]
    internal void Number_of_digits_gives_the_algorithm(int size, FsVerityAlgorithm algorithm, string prefix)
    {
        var hex = string.Concat(new string('a', size), new string('0', size));

        Assert.True(FsVerityDigest.TryParseHex(hex, out var digest));
        Assert.Equal(algorithm, digest.Algorithm);
        Assert.Equal(size, digest.Bytes.Length);
        Assert.Equal(hex, digest.Hex);
        Assert.Equal(prefix + hex, digest.ToString());
    }

    [Fact]
    public void Digits_of_either_case_mean_the_same_digest()
    {
        Assert.True(FsVerityDigest.TryParseHex(Hex256.ToUpperInvariant(), out var upper));
        Assert.True(FsVerityDigest.TryParseHex(Hex256, out var lower));
        Assert.Equal(lower, upper);
        Assert.Equal(lower.GetHashCode(), upper.GetHashCode());
        Assert.Equal(Hex256, upper.Hex);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1ef")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1efff")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1efg")]
    [InlineData("٠00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff")]
    [InlineData(" 00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff")]
    public void Other_text_is_no_digest(string text) => Assert.False(FsVerityDigest.TryParseHex(text, out _));

    [Theory]
    [InlineData(FsVerityAlgorithm.Sha256, 32, true)]
    [InlineData(FsVerityAlgorithm.Sha512, 64, true)]
    [InlineData(FsVerityAlgorithm.Sha256, 64, false)]
    [InlineData(FsVerityAlgorithm.Sha512, 32, false)]
    [InlineData(FsVerityAlgorithm.Sha256, 0, false)]
    [InlineData((FsVerityAlgorithm)0, 0, false)]
    [InlineData((FsVerityAlgorithm)3, 32, false)]
    internal void Bytes_are_a_digest_if_they_are_as_many_as_the_algorithm_makes(FsVerityAlgorithm algorithm, int size, bool expected)
    {
        Assert.Equal(expected, FsVerityDigest.TryFrom(algorithm, new byte[size], out var digest));
        if (expected)
            Assert.Equal(digest, FsVerityDigest.From(algorithm, new byte[size]));
        else
            Assert.Throws<ArgumentException>(() => FsVerityDigest.From(algorithm, new byte[size]));
    }

    [Fact]
    public void Digests_are_equal_by_value()
    {
        var bytes = Convert.FromHexString(Hex256);
        var digest = FsVerityDigest.From(FsVerityAlgorithm.Sha256, bytes);
        var same = FsVerityDigest.From(FsVerityAlgorithm.Sha256, bytes);
        bytes[31] ^= 1;
        var other = FsVerityDigest.From(FsVerityAlgorithm.Sha256, bytes);

        Assert.True(digest == same);
        Assert.True(digest != other);
        Assert.Equal((object)digest, same);
        Assert.False(digest.Equals(Hex256));
        Assert.NotEqual(default, digest);
        Assert.Equal("none", default(FsVerityDigest).ToString());
        Assert.Equal(0, default(FsVerityDigest).GetHashCode());
    }
}
