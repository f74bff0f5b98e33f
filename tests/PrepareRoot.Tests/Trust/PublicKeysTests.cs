using System;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Trust;
using Xunit;

namespace PrepareRoot.Tests.Trust;

public class PublicKeysTests
{
    private static readonly byte[] FirstSeed = new byte[Sodium.SeedSize];
    private static readonly byte[] SecondSeed = [.. Sodium.Sha256("second"u8)];
    private static readonly string First = Convert.ToBase64String(Sodium.PublicKeyOf(FirstSeed));
    private static readonly string Second = Convert.ToBase64String(Sodium.PublicKeyOf(SecondSeed));

    [Theory]
    [InlineData("{1}", true, false)]
    [InlineData("{1}\n", true, false)]
    [InlineData("\n  \n{2}\r\n\t{1} \n\n", true, true)]
    [InlineData("{2}\n", false, true)]
    public void Keys_stand_one_a_line_and_blank_lines_are_skipped(string file, bool first, bool second)
    {
        Assert.True(Parse(file).Try(out var keys, out var fault), fault?.Cause);
        Assert.Equal(first, keys.Verify(Sodium.Sign("m"u8, FirstSeed), "m"u8));
        Assert.Equal(second, keys.Verify(Sodium.Sign("m"u8, SecondSeed), "m"u8));
        Assert.False(keys.Verify(Sodium.Sign("m"u8, FirstSeed), "n"u8));
    }

    [Theory]
    [InlineData("", "keys has no key in it")]
    [InlineData("\n \n", "keys has no key in it")]
    [InlineData("{1}\nnonsense\n", "keys:2: must be the base64 of a 32-byte Ed25519 public key (44 characters), but is not (8 bytes)")]
    [InlineData("# comment\n{1}", "keys:1: must be the base64 of a 32-byte Ed25519 public key (44 characters), but is not (9 bytes)")]
    [InlineData("AAAA", "keys:1: must be the base64 of a 32-byte Ed25519 public key (44 characters), but is not (4 bytes)")]
    [InlineData("{1}{2}", "keys:1: must be the base64 of a 32-byte Ed25519 public key (44 characters), but is not (88 bytes)")]
    [InlineData("{1} {2}", "keys:1: must be the base64 of a 32-byte Ed25519 public key (44 characters), but is not (89 bytes)")]
    public void File_without_a_key_or_with_a_malformed_line_is_a_fault(string file, string cause)
    {
        Assert.False(Parse(file).Try(out _, out var fault));
        Assert.Equal(FaultCode.KeysMalformed, fault.Code);
        Assert.Equal(cause, fault.Cause);
    }

    private static Result<PublicKeys> Parse(string file) => PublicKeys.Parse("keys", Encoding.UTF8.GetBytes(Fill(file)));

    private static string Fill(string text) => text.Replace("{1}", First).Replace("{2}", Second);
}
