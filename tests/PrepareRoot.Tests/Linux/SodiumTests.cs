using System;
using System.Text;
using PrepareRoot.Linux;
using Xunit;

namespace PrepareRoot.Tests.Linux;

public class SodiumTests
{
    // RFC 8032, section 7.1.
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    public void Ed25519_gives_the_values_of_its_standard(string seed, string publicKey, string message, string signature)
    {
        var bytes = Convert.FromHexString(message);
        Assert.Equal(publicKey, Convert.ToHexStringLower(Sodium.PublicKeyOf(Convert.FromHexString(seed))));
        Assert.Equal(signature, Convert.ToHexStringLower(Sodium.Sign(bytes, Convert.FromHexString(seed))));
        Assert.True(Sodium.Verify(Convert.FromHexString(signature), bytes, Convert.FromHexString(publicKey)));
    }

    [Fact]
    public void Signature_is_not_valid_for_another_message_key_or_length()
    {
        var seed = new byte[Sodium.SeedSize];
        var key = Sodium.PublicKeyOf(seed);
        var signature = Sodium.Sign("message"u8, seed);
        Assert.True(Sodium.Verify(signature, "message"u8, key));
        Assert.False(Sodium.Verify(signature, "massage"u8, key));
        for (var length = 0; length < signature.Length; length++)
            Assert.False(Sodium.Verify(signature.AsSpan(0, length), "message"u8, key));
        Assert.False(Sodium.Verify([.. signature, 0], "message"u8, key));
        for (var bit = 0; bit < 8 * signature.Length; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Sodium.Verify(signature, "message"u8, key));
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.False(Sodium.Verify(signature, "message"u8, key.AsSpan(1)));
    }

    // FIPS 180-4's example "abc".
    [Fact]
    public void Hashes_give_the_values_of_their_standard()
    {
        var abc = Encoding.ASCII.GetBytes("abc");
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Convert.ToHexStringLower(Sodium.Sha256(abc)));
        Assert.Equal(
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            Convert.ToHexStringLower(Sodium.Sha512(abc)));
    }
}
