using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using PrepareRoot.Support;
using PrepareRoot.Trust;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

public sealed class SignAndVerifyTests : IDisposable
{
    private static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly byte[] PublicKey = Sodium.PublicKeyOf(Seed);
    private static readonly string Hex = new('5', 64);
    private static readonly string Signature = Convert.ToBase64String(Sodium.Sign(SignatureArguments.Message(Hex), Seed));

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Each_raw_form_of_a_private_key_makes_the_same_signature()
    {
        var expected = new CtlRun(0, "composefs.digest=v1-sha256-12:" + Hex + " composefs.signature=" + Signature + "\n", "");
        Assert.Equal(expected, Sign(_directory.Write("seed", Seed)));
        Assert.Equal(expected, Sign(_directory.Write("seed.b64", Convert.ToBase64String(Seed))));
        Assert.Equal(expected, Sign(_directory.Write("line.b64", Convert.ToBase64String(Seed) + "\n")));
        Assert.Equal(expected, Sign(_directory.Write("ostree", Convert.ToBase64String([.. Seed, .. PublicKey]) + "\n")));
    }

    // RFC 8410, section 10.3: the private key with attributes and the public key.
    [Fact]
    public void Key_of_the_second_version_of_its_format_is_read()
    {
        var pem = _directory.Write("rfc8410.pem", """
            -----BEGIN PRIVATE KEY-----
            MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
            oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
            Z9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PRIVATE KEY-----
            """);
        Assert.Equal(new CtlRun(0, "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n", ""), CtlRun.Of("public-key", pem));
    }

    public static TheoryData<byte[], string> BadPrivateKeys => new()
    {
        { [], "must be an Ed25519 private key, but is empty" },
        { new byte[31], "but is 31 bytes of something else" },
        { new byte[33], "but is 33 bytes of something else" },
        { "no key at all"u8.ToArray(), "but is 13 bytes of something else" },
        { Base64(new byte[31]), "but is the base64 of 31 bytes" },
        { Base64(new byte[48]), "but is the base64 of 48 bytes" },
        { Base64([.. Seed, .. Seed]), "the second 32 of its 64 bytes are not the public key of the first 32" },
        { new byte[70_000], "must have no more than 65536 bytes, but has 70000" },
        { Pem("OPENSSH PRIVATE KEY", [1]), "but is an OpenSSH key" },
        { Pem("CERTIFICATE", [1]), "but is a certificate" },
        { Pem("SOMETHING ELSE", [1]), "but is 'SOMETHING ELSE'" },
        { Pem("PRIVATE KEY", [0x30, 0x80]), "the PEM block 'PRIVATE KEY' does not hold an Ed25519 key in PKCS#8" },
        { Pem("PRIVATE KEY", []), "does not hold an Ed25519 key" },
        { "-----BEGIN PRIVATE KEY-----\n"u8.ToArray(), "the PEM block is cut off or not base64" },
    };

    [Theory]
    [MemberData(nameof(BadPrivateKeys))]
    public void File_that_is_no_private_key_is_refused_and_not_quoted(byte[] content, string reason)
    {
        var run = Sign(_directory.Write("bad", content));
        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.StartsWith("prepare-rootctl: " + _directory["bad"] + ": ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("no key at all", run.Error, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> BadSignatures => new()
    {
        { "", "the signature must be the base64 of 64 bytes, but is of 0" },
        { "%%%", "the signature '%%%' is not base64" },
        { Convert.ToBase64String(new byte[63]), "the signature must be the base64 of 64 bytes, but is of 63" },
        { Convert.ToBase64String(new byte[65]), "the signature must be the base64 of 64 bytes, but is of 65" },
        { Signature[..^4], "the signature must be the base64 of 64 bytes, but is of 63" },
        { Signature[..^1], "is not base64" },
        { Convert.ToBase64String(new byte[64]), "made this signature of sha256:" + Hex },
        { Convert.ToBase64String(Sodium.Sign(SignatureArguments.Message(new string('6', 64)), Seed)), "made this signature" },
        { Convert.ToBase64String(Sodium.Sign(Convert.FromHexString(Hex), Seed)), "made this signature" },
        { Convert.ToBase64String(Sodium.Sign(SignatureArguments.Message(Hex), new byte[32])), "made this signature" },
    };

    [Theory]
    [MemberData(nameof(BadSignatures))]
    public void Other_signatures_are_not_valid(string signature, string reason)
    {
        var run = Verify(_directory.Write("keys", Base64(PublicKey)), signature);
        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.StartsWith("prepare-rootctl: not valid: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_several_keys_is_enough()
    {
        var other = Convert.ToBase64String(Sodium.PublicKeyOf(new byte[32]));
        Assert.Equal(0, Verify(_directory.Write("keys", other + "\n\n" + Convert.ToBase64String(PublicKey) + "\n"), Signature).Status);
        Assert.Equal(1, Verify(_directory.Write("keys", other + "\n"), Signature).Status);
    }

    public static TheoryData<byte[], string> BadPublicKeys => new()
    {
        { [], "has no key in it" },
        { "\n \n"u8.ToArray(), "has no key in it" },
        { [.. Base64(PublicKey), .. "\nmistyped\n"u8], ":2: must be the base64 of a 32-byte Ed25519 public key" },
        { Base64(PublicKey.AsSpan(1)), ":1: must be the base64 of a 32-byte Ed25519 public key" },
        { Pem("PUBLIC KEY", PublicKey), "does not hold an Ed25519 key in SubjectPublicKeyInfo" },
        { Base64([.. Seed, .. PublicKey]), "a line has 64 bytes, as a private one" },
    };

    [Theory]
    [MemberData(nameof(BadPublicKeys))]
    public void File_that_is_no_public_key_is_refused(byte[] content, string reason)
    {
        var run = Verify(_directory.Write("bad", content), Signature);
        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Seed)[..40], run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_file_is_signed_by_its_digest()
    {
        var key = _directory.Write("key", Seed);
        var image = _directory.Write("image", "content");
        foreach (var algorithm in (string[])["sha256", "sha512"])
        {
            var digest = CtlRun.Of("digest", "--algorithm", algorithm, image).Output.Split(' ')[0];
            var ofFile = CtlRun.Of("sign", "--key", key, "--algorithm", algorithm, image);
            Assert.Equal(CtlRun.Of("sign", "--key", key, "--digest", digest), ofFile);
            var signature = SignatureArguments.Parse(ofFile.Output).Signature;
            var keys = _directory.Write("keys", Base64(PublicKey));
            Assert.Equal(0, CtlRun.Of("verify", "--key", keys, "--algorithm", algorithm, "--signature", signature, image).Status);
            _directory.Write("image", "content!");
            Assert.Equal(1, CtlRun.Of("verify", "--key", keys, "--algorithm", algorithm, "--signature", signature, image).Status);
            _directory.Write("image", "content");
        }
    }

    [RequiresTheory(Needs.FsVerity)]
    [InlineData("sha256")]
    [InlineData("sha512")]
    public void Message_is_the_one_that_fsverity_has_the_kernel_check(string algorithm)
    {
        var image = _directory.Write("image", "content");
        var message = Command.Run("fsverity", "digest", "--for-builtin-sig", "--compact", "--hash-alg=" + algorithm, image).TrimEnd();
        var signed = CtlRun.Of("sign", "--key", _directory.Write("key", Seed), "--algorithm", algorithm, image).Output;
        Assert.Equal(Convert.ToBase64String(Sodium.Sign(Convert.FromHexString(message), Seed)), SignatureArguments.Parse(signed).Signature);
    }

    [Fact]
    public void Output_of_sign_and_public_key_is_taken_by_the_boot_binary()
    {
        var key = _directory.Write("key", Seed);
        var commandLine = KernelCommandLine.Parse("quiet " + Sign(key).Output);
        Assert.True(ImageArgument.ParseAll(commandLine).Try(out var images, out _));
        Assert.Equal("sha256:" + Hex, Assert.Single(images).Digest.ToString());
        var line = System.Text.Encoding.ASCII.GetBytes(CtlRun.Of("public-key", key).Output);
        Assert.True(PublicKeys.Parse("keys", line).Try(out var keys, out _));
        Assert.True(ArgumentSignatures.Parse(commandLine.All(RootPolicy.SignatureArgument)).Try(out var signatures, out _));
        Assert.Null(signatures.Verify(images[0].Digest, keys));
    }

    [Fact]
    public void Output_with_json_is_JSON_for_programs()
    {
        var signed = JsonDocument.Parse(CtlRun.Of("sign", "--json", "--key", _directory.Write("key", Seed), "--digest", Hex).Output).RootElement;
        Assert.Equal("sha256:" + Hex, signed.GetProperty("digest").GetString());
        Assert.Equal(Signature, signed.GetProperty("signature").GetString());
        Assert.Equal(Convert.ToBase64String(PublicKey), signed.GetProperty("publicKey").GetString());
        Assert.Equal(
            "composefs.digest=v1-sha256-12:" + Hex + " composefs.signature=" + Signature, signed.GetProperty("kernelArguments").GetString());

        var keys = _directory.Write("keys", Base64(PublicKey));
        var valid = CtlRun.Of("verify", "--json", "--key", keys, "--digest", Hex, "--signature", Signature);
        Assert.Equal((0, true), (valid.Status, JsonDocument.Parse(valid.Output).RootElement.GetProperty("valid").GetBoolean()));
        var invalid = CtlRun.Of("verify", "--json", "--key", keys, "--digest", Hex, "--signature", "AAAA");
        Assert.Equal((1, ""), (invalid.Status, invalid.Error));
        var answer = JsonDocument.Parse(invalid.Output).RootElement;
        Assert.False(answer.GetProperty("valid").GetBoolean());
        Assert.Contains("64 bytes", answer.GetProperty("reason").GetString(), StringComparison.Ordinal);

        var publicKey = JsonDocument.Parse(CtlRun.Of("public-key", "--json", _directory["key"]).Output).RootElement;
        Assert.Equal(Convert.ToBase64String(PublicKey), publicKey.GetProperty("publicKey").GetString());
    }

    [Fact]
    public void Private_key_that_everybody_can_read_is_a_warning()
    {
        var key = _directory.Write("key", Seed);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        var run = Sign(key);
        Assert.Equal(0, run.Status);
        Assert.Equal("prepare-rootctl: warning: every user can read the private key " + key + "; chmod 600 it\n", run.Error);
    }

    private static CtlRun Sign(string key) => CtlRun.Of("sign", "--key", key, "--digest", Hex);

    private static CtlRun Verify(string key, string signature) =>
        CtlRun.Of("verify", "--key", key, "--digest", Hex, "--signature", signature);

    private static byte[] Base64(ReadOnlySpan<byte> bytes) => System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));

    private static byte[] Pem(string label, byte[] content) => System.Text.Encoding.ASCII.GetBytes(
        "-----BEGIN " + label + "-----\n" + Convert.ToBase64String(content) + "\n-----END " + label + "-----\n");
}
