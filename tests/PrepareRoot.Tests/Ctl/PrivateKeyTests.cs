using System;
using System.IO;
using System.Linq;
using System.Text;
using PrepareRoot.Ctl;
using PrepareRoot.Ctl.Keys;
using PrepareRoot.Linux;
using Xunit;
using static PrepareRoot.Tests.Ctl.KeyForms;

namespace PrepareRoot.Tests.Ctl;

/// <summary>Which files are taken for a private key, and what is said of them.</summary>
public sealed class PrivateKeyTests : IDisposable
{
    private static readonly string Hex = new('5', 64);
    private static readonly string Line = Convert.ToBase64String(PublicKey) + "\n";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    // The keys that "[rfc8410]" names are of RFC 8410, section 10.3.
    public static TheoryData<string, byte[], bool> Forms => new()
    {
        { "PKCS#8", Pem("PRIVATE KEY", Pkcs8), false },
        { "PKCS#8 after text", [.. "ED25519 Private-Key: \xff\n"u8, .. Pem("PRIVATE KEY", Pkcs8)], false },
        { "PKCS#8 with the public key", Pem("PRIVATE KEY", Pkcs8WithPublicKey(PublicKey)), false },
        { "pair", Encoding.ASCII.GetBytes(Pair), false },
        { "pair on a line", Encoding.ASCII.GetBytes(Pair + "\n"), false },
        { "pair as base64(1) wraps it", Encoding.ASCII.GetBytes(Pair[..76] + "\n" + Pair[76..] + "\n"), false },
        { "seed", Seed, true },
        { "seed in base64", Base64(Seed), true },
        { "seed on a line", [.. Base64(Seed), .. "\r\n"u8], true },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_of_a_private_key_gives_the_same_key_and_signature(string form, byte[] content, bool isSeed)
    {
        var file = _directory.Write(form, content);
        string[] seed = isSeed ? ["--seed"] : [];
        Assert.Equal(new CtlRun(0, Line, "prepare-rootctl: derived from the private key " + file + "\n"), CtlRun.Of(["public-key", .. seed, file]));
        var signature = Convert.ToBase64String(Sodium.Sign(SignatureArguments.Message(Hex), Seed));
        Assert.Equal(
            new CtlRun(0, "composefs.digest=v1-sha256-12:" + Hex + " composefs.signature=" + signature + "\n", ""),
            CtlRun.Of(["sign", .. seed, "--key", file, "--digest", Hex]));
    }

    // If a public key were taken for a seed, everybody could sign for what public-key prints.
    [Fact]
    public void Public_key_is_never_taken_for_a_private_one()
    {
        foreach (var content in (byte[][])[
            PublicKey, Base64(PublicKey), [.. Base64(PublicKey), .. "\n"u8], [.. "\n "u8, .. Base64(PublicKey), .. "\r\n"u8],
            [.. Base64(PublicKey), .. "\n"u8, .. Base64(PublicKey)], [.. PublicKey, .. PublicKey], Base64([.. PublicKey, .. PublicKey]),
            Pem("PRIVATE KEY", PublicInfo), Pem("SOME KEY", PublicInfo)])
        {
            var file = _directory.Write("public", content);
            foreach (var run in (CtlRun[])[CtlRun.Of("public-key", file), CtlRun.Of("sign", "--key", file, "--digest", Hex)])
            {
                Assert.Equal((1, ""), (run.Status, run.Output));
                Assert.StartsWith("prepare-rootctl: " + file + ": ", run.Error, StringComparison.Ordinal);
            }
        }
        Assert.Equal(1, CtlRun.Of("sign", "--key", _directory.Write("public", Pem("PUBLIC KEY", PublicInfo)), "--digest", Hex).Status);
        Assert.Equal(new CtlRun(0, Line, ""), CtlRun.Of("public-key", _directory["public"]));
    }

    // RFC 8410, section 10.3: the private key with attributes and the public key.
    [Fact]
    public void Second_version_of_PKCS8_is_read_and_its_public_key_must_be_the_right_one()
    {
        var der = Convert.FromBase64String(
            "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhCoB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJz"
            + "gSEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
        var file = _directory.Write("key", Pem("PRIVATE KEY", der));
        Assert.Equal("Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n", CtlRun.Of("public-key", file).Output);

        // Bytes 16 to 47 are the seed, the last 32 the public key.
        for (var i = 0; i < 64; i++)
        {
            byte[] changed = [.. der];
            changed[i < 32 ? 16 + i : der.Length - 64 + i] ^= 1;
            _directory.Write("key", Pem("PRIVATE KEY", changed));
            Assert.Equal(
                new CtlRun(1, "", "prepare-rootctl: " + file + ": the public key in it is not that of the private key: it is damaged, or no key\n"),
                CtlRun.Of("public-key", file));
        }
    }

    public static TheoryData<byte[], string> BadFiles => new()
    {
        { [], "must be an Ed25519 private key, but is empty" },
        { new byte[31], "but is 31 bytes of something else" },
        { new byte[32], "but is 32 bytes: a public key looks the same, and everybody could sign with it. If it is the secret seed of a private key, add --seed" },
        { new byte[33], "but is 33 bytes of something else" },
        { new byte[64], "but is 64 bytes of something else" },
        { "no key at all"u8.ToArray(), "but is 13 bytes of something else" },
        { "\n"u8.ToArray(), "but is the base64 of 0 bytes" },
        { Base64(new byte[31]), "but is the base64 of 31 bytes" },
        { Base64(new byte[32]), "but is the base64 of 32 bytes: a public key looks the same" },
        { Base64(new byte[48]), "but is the base64 of 48 bytes" },
        { Base64([.. Seed, .. Seed]), "the public key in it is not that of the private key" },
        { [.. Base64(new byte[64]), .. "\n"u8, .. Base64(new byte[64])], "bytes of something else" },
        { new byte[70_000], "must have no more than 65536 bytes, but has 70000" },
        { Pem("OPENSSH PRIVATE KEY", [1]), "but is an OpenSSH key" },
        { Pem("CERTIFICATE", [1]), "but is a certificate" },
        { Pem("SOMETHING ELSE", [1]), "but is 'SOMETHING ELSE'" },
        { Pem("PUBLIC KEY", PublicInfo), "but is a public one" },
        { Pem("PRIVATE KEY", [0x30, 0x80]), "the PEM block does not hold an Ed25519 key in PKCS#8" },
        { Pem("PRIVATE KEY", []), "does not hold an Ed25519 key" },
        { Pem("PRIVATE KEY", [.. Pkcs8, 0]), "does not hold an Ed25519 key" },
        { Pem("PRIVATE KEY", Pkcs8.AsSpan(..^1)), "does not hold an Ed25519 key" },
        { Pem("PRIVATE KEY", Patch(Pkcs8, 4, 2)), "does not hold an Ed25519 key" }, // version 3
        { Pem("PRIVATE KEY", Patch(Pkcs8, 15, 31)), "does not hold an Ed25519 key" }, // a seed of 31 bytes and one byte more
        { Pem("PRIVATE KEY", Convert.FromHexString("302d020100300506032b65700421041f" + new string('1', 62))), "does not hold an Ed25519 key" },
        { Pem("PRIVATE KEY", Patch(Pkcs8WithPublicKey(PublicKey), 48, 0x82)), "does not hold an Ed25519 key" }, // an unknown member
        { Pem("PRIVATE KEY", Patch(Pkcs8WithPublicKey(PublicKey), 50, 1)), "does not hold an Ed25519 key" }, // an unused bit
        { Pem("PRIVATE KEY", Pkcs8WithPublicKey(Seed)), "the public key in it is not that of the private key" },
        { [.. Pem("PRIVATE KEY", Pkcs8), .. Pem("PRIVATE KEY", Pkcs8)], "must have one PEM block, but has several" },
        { [.. Pem("PRIVATE KEY", Pkcs8), .. "-----BEGIN PRIVATE KEY-----\n"u8], "the PEM block is cut off or not base64" },
        { "-----BEGIN PRIVATE KEY-----\n"u8.ToArray(), "the PEM block is cut off or not base64" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void File_that_is_no_private_key_is_refused_and_not_quoted(byte[] content, string reason) =>
        AssertRefused(CtlRun.Of("sign", "--key", _directory.Write("bad", content), "--digest", Hex), content, reason);

    public static TheoryData<byte[], string> BadSeeds => new()
    {
        { [], "must be an Ed25519 private key, but is empty" },
        { new byte[31], "as the 32 bytes of its seed (--seed) or their base64, but is 31 bytes of something else" },
        { Base64(new byte[31]), "but is the base64 of 31 bytes" },
        { Encoding.ASCII.GetBytes(Pair), "but is the base64 of 64 bytes" },
        { Pem("PRIVATE KEY", Pkcs8), "bytes of something else" },
        { Pem("PUBLIC KEY", PublicInfo), "bytes of something else" },
    };

    [Theory]
    [MemberData(nameof(BadSeeds))]
    public void Seed_is_nothing_but_a_seed(byte[] content, string reason)
    {
        var file = _directory.Write("bad", content);
        AssertRefused(CtlRun.Of("sign", "--seed", "--key", file, "--digest", Hex), content, reason);
        AssertRefused(CtlRun.Of("public-key", "--seed", file), content, reason);
    }

    [Theory]
    [InlineData(0x180, null)] // 0600
    [InlineData(0x100, null)] // 0400
    [InlineData(0x1a0, "0640")]
    [InlineData(0x184, "0604")]
    [InlineData(0x1b6, "0666")]
    [InlineData(0x190, "0620")]
    [InlineData(0x9a4, "4644")]
    public void Mode_that_gives_access_to_others_is_a_warning(int mode, string? shown)
    {
        var key = _directory.Write("key", Pair);
        File.SetUnixFileMode(key, (UnixFileMode)mode);
        var warning = shown is null
            ? ""
            : $"prepare-rootctl: warning: the private key {key} has the mode {shown}, but only its owner should have access: chmod 0600 {key}\n";
        var run = CtlRun.Of("sign", "--key", key, "--digest", Hex);
        Assert.Equal((0, warning), (run.Status, run.Error));
        Assert.Equal(new CtlRun(0, Line, warning + "prepare-rootctl: derived from the private key " + key + "\n"), CtlRun.Of("public-key", key));
    }

    [Fact]
    public void Signature_that_the_public_key_does_not_verify_is_not_given_out()
    {
        using var key = new PrivateKey(Seed, Sodium.PublicKeyOf(new byte[32]));
        Assert.Contains("is not valid under the public key", Assert.Throws<FailureException>(() => key.Sign("message"u8)).Message, StringComparison.Ordinal);
    }

    private static byte[] Patch(byte[] content, int offset, byte value)
    {
        byte[] changed = [.. content];
        changed[offset] = value;
        return changed;
    }

    private void AssertRefused(CtlRun run, byte[] content, string reason)
    {
        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.StartsWith("prepare-rootctl: " + _directory["bad"] + ": ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        foreach (var line in Encoding.Latin1.GetString(content).Split('\n').Where(line => line.Length > 8 && !line.StartsWith('-')))
            Assert.DoesNotContain(line[..8], run.Error, StringComparison.Ordinal);
    }
}
