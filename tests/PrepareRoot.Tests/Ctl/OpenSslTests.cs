using System;
using System.IO;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>What prepare-rootctl signs openssl verifies, and the other way round.</summary>
public class OpenSslTests(OpenSslKeys keys) : IClassFixture<OpenSslKeys>
{
    private static readonly string Hex256 = new('5', 64);
    private static readonly string Hex512 = new('a', 128);

    public static TheoryData<string> Digests => new() { "sha256:" + Hex256, "sha512:" + Hex512 };

    [RequiresTheory(Needs.OpenSsl)]
    [MemberData(nameof(Digests))]
    public void Signature_verifies_with_openssl(string digest)
    {
        using var directory = new TemporaryDirectory();
        var run = CtlRun.Of("sign", "--key", keys["ed25519.pem"], "--digest", digest);
        Assert.Equal((0, ""), (run.Status, run.Error));
        var arguments = SignatureArguments.Parse(run.Output);
        Assert.Equal("v1-" + digest.Replace(":", "-12:", StringComparison.Ordinal), arguments.Digest);

        var result = new Command(
            "openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", keys["public.pem"],
            "-in", directory.Write("message", SignatureArguments.Message(digest.Split(':')[1])),
            "-sigfile", directory.Write("signature", Convert.FromBase64String(arguments.Signature))).RunToAnyEnd();
        Assert.Equal((0, "Signature Verified Successfully\n"), (result.ExitStatus, result.Output));
    }

    [RequiresTheory(Needs.OpenSsl)]
    [MemberData(nameof(Digests))]
    public void Signature_by_openssl_verifies(string digest)
    {
        using var directory = new TemporaryDirectory();
        Command.Run(
            "openssl", "pkeyutl", "-sign", "-rawin", "-inkey", keys["ed25519.pem"],
            "-in", directory.Write("message", SignatureArguments.Message(digest.Split(':')[1])), "-out", directory["signature"]);
        var signature = Convert.ToBase64String(File.ReadAllBytes(directory["signature"]));

        var run = CtlRun.Of("verify", "--key", keys["public.pem"], "--digest", digest, "--signature", signature);
        Assert.Equal(new CtlRun(0, "valid: " + digest + " is signed by a key in " + keys["public.pem"] + "\n", ""), run);
        Assert.Equal(1, CtlRun.Of("verify", "--key", PublicLine(directory, "other.pem"), "--digest", digest, "--signature", signature).Status);
    }

    [RequiresFact(Needs.OpenSsl)]
    public void Line_of_a_public_key_is_the_same_from_both_halves()
    {
        var line = CtlRun.Of("public-key", keys["ed25519.pem"]);
        Assert.Equal((0, "prepare-rootctl: derived from the private key " + keys["ed25519.pem"] + "\n"), (line.Status, line.Error));
        Assert.Equal(new CtlRun(0, line.Output, ""), CtlRun.Of("public-key", keys["public.pem"]));
        // The last 32 bytes of a SubjectPublicKeyInfo of Ed25519 are the key.
        var der = Convert.FromBase64String(File.ReadAllLines(keys["public.pem"])[1]);
        Assert.Equal(Convert.ToBase64String(der.AsSpan(^32..)) + "\n", line.Output);
    }

    [RequiresTheory(Needs.OpenSsl)]
    [InlineData("encrypted.pem", "but is encrypted; decrypt it first, to where only you can read it: openssl pkey -in ")]
    [InlineData("x25519.pem", "but is an X25519 key, which can't sign")]
    [InlineData("ed448.pem", "but is an Ed448 key")]
    [InlineData("ec.pem", "but is an EC key")]
    [InlineData("ec-traditional.pem", "but is an EC key")]
    [InlineData("rsa.pem", "but is an RSA key")]
    [InlineData("rsa-traditional.pem", "but is an RSA key")]
    [InlineData("public.pem", "but is a public one")]
    [InlineData("rsa-public.pem", "but is a public one")]
    public void Other_kinds_of_key_are_refused_for_signing(string name, string reason)
    {
        var run = CtlRun.Of("sign", "--key", keys[name], "--digest", Hex256);
        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.StartsWith("prepare-rootctl: " + keys[name] + ": must be an Ed25519 ", run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [RequiresTheory(Needs.OpenSsl)]
    [InlineData("rsa-public.pem", "but is an RSA key")]
    [InlineData("ed25519.pem", "but is a private one; get the public one with: prepare-rootctl public-key ")]
    public void Other_kinds_of_key_are_refused_for_verifying(string name, string reason)
    {
        var run = CtlRun.Of("verify", "--key", keys[name], "--digest", Hex256, "--signature", Convert.ToBase64String(new byte[64]));
        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [RequiresFact(Needs.OpenSsl)]
    public void Key_file_that_is_cut_off_anywhere_is_refused()
    {
        using var directory = new TemporaryDirectory();
        var pem = File.ReadAllBytes(keys["ed25519.pem"]);
        // All but the line feed at the end is needed.
        for (var length = 0; length < pem.Length - 1; length++)
        {
            var run = CtlRun.Of("sign", "--key", directory.Write("cut.pem", pem.AsSpan(0, length)), "--digest", Hex256);
            Assert.Equal((1, ""), (run.Status, run.Output));
            Assert.StartsWith("prepare-rootctl: " + directory["cut.pem"] + ": ", run.Error, StringComparison.Ordinal);
        }
    }

    private string PublicLine(TemporaryDirectory directory, string name) =>
        directory.Write("line.key", CtlRun.Of("public-key", keys[name]).Output);
}
