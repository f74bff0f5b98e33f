using System;
using System.Buffers.Binary;
using System.Text.Json;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using PrepareRoot.Support;
using PrepareRoot.Trust;
using Xunit;
using static PrepareRoot.Tests.Ctl.KeyForms;

namespace PrepareRoot.Tests.Ctl;

public sealed class SignAndVerifyTests : IDisposable
{
    private static readonly string Hex = new('5', 64);
    private static readonly string Signature = Convert.ToBase64String(Sodium.Sign(SignatureArguments.Message(Hex), Seed));

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    public static TheoryData<string, string> BadSignatures => new()
    {
        { "", "the signature must be the base64 of 64 bytes, but is of 0" },
        { "%%%", "the signature '%%%' is not base64" },
        { Convert.ToBase64String(new byte[63]), "the signature must be the base64 of 64 bytes, but is of 63" },
        { Convert.ToBase64String(new byte[65]), "the signature must be the base64 of 64 bytes, but is of 65" },
        { Signature[..^4], "the signature must be the base64 of 64 bytes, but is of 63" },
        { Signature[..^1], "is not base64" },
        { Signature[..44] + " " + Signature[44..], "has white space in it" },
        { Signature[..44] + "\n" + Signature[44..], "has white space in it" },
        { Signature + "\n", "has white space in it" },
        { " " + Signature, "has white space in it" },
        { Signature[..44] + "\t" + Signature[44..], "has white space in it" },
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
        // A bit string with unused bits: 255 bits are no key.
        { Pem("PUBLIC KEY", [.. Convert.FromHexString("302a300506032b6570032101"), .. PublicKey[..^1], 0]), "does not hold an Ed25519 key in SubjectPublicKeyInfo" },
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
        var key = _directory.Write("key", Pair);
        var image = _directory.Write("image", Image());
        foreach (var algorithm in (string[])["sha256", "sha512"])
        {
            var digest = CtlRun.Of("digest", "--algorithm", algorithm, image).Output.Split(' ')[0];
            var ofFile = CtlRun.Of("sign", "--key", key, "--algorithm", algorithm, image);
            Assert.Equal(CtlRun.Of("sign", "--key", key, "--digest", digest), ofFile);
            var signature = SignatureArguments.Parse(ofFile.Output).Signature;
            var keys = _directory.Write("keys", Base64(PublicKey));
            Assert.Equal(0, CtlRun.Of("verify", "--key", keys, "--algorithm", algorithm, "--signature", signature, image).Status);
            _directory.Write("image", Image(last: 1));
            Assert.Equal(1, CtlRun.Of("verify", "--key", keys, "--algorithm", algorithm, "--signature", signature, image).Status);
            _directory.Write("image", Image());
        }
    }

    public static TheoryData<byte[], string> NoImages => new()
    {
        { [], "refused [image-malformed]: IMAGE is empty" },
        { "content"u8.ToArray(), "refused [image-malformed]: IMAGE is too short for an EROFS image: it has 7 bytes" },
        { new byte[8192], "refused [image-malformed]: IMAGE is not an EROFS image: at offset 1024 there is 0x00000000 instead of the magic number 0xe0f5e1e2" },
        { Image()[..2048], "refused [image-malformed]: IMAGE is truncated: its superblock gives a size of 4096 bytes, but the file has 2048" },
        {
            [.. new byte[4], .. Image().AsSpan(4)],
            "IMAGE: must be a composefs image, but is an EROFS image without the header of composefs. To sign it anyway, give its --digest"
        },
    };

    [Theory]
    [MemberData(nameof(NoImages))]
    public void File_that_is_no_composefs_image_is_not_signed(byte[] content, string reason)
    {
        var image = _directory.Write("image", content);
        var expected = new CtlRun(1, "", "prepare-rootctl: " + reason.Replace("IMAGE", image, StringComparison.Ordinal) + "\n");
        Assert.Equal(expected, CtlRun.Of("sign", "--key", _directory.Write("key", Pair), image));
    }

    // Of composefs-rs, whose images are links to objects, and of libostree.
    [Theory]
    [InlineData("composefs-sysroot.tar.zst", "*/composefs/images/???*", 4)]
    [InlineData("ostree-sysroot.tar.zst", "*/.ostree.cfs", 7)]
    public void Images_of_the_real_programs_are_signed(string archive, string images, int count)
    {
        var key = _directory.Write("key", Pair);
        var paths = Command.Run(
            "sh", "-c", "cd \"$2\" && zstd -dc --long=27 \"$1\" | tar -xf - && find . -path \"$3\" ! -path '*/refs*' ! -type d",
            "sh", Checkout.Fixture(archive), _directory[""], images).TrimEnd('\n').Split('\n');
        Assert.Equal(count, paths.Length);
        Assert.All(paths, path => Assert.Equal(0, CtlRun.Of("sign", "--key", key, _directory[path]).Status));
    }

    [RequiresTheory(Needs.FsVerity)]
    [InlineData("sha256")]
    [InlineData("sha512")]
    public void Message_is_the_one_that_fsverity_has_the_kernel_check(string algorithm)
    {
        var image = _directory.Write("image", Image());
        var message = Command.Run("fsverity", "digest", "--for-builtin-sig", "--compact", "--hash-alg=" + algorithm, image).TrimEnd();
        var signed = CtlRun.Of("sign", "--key", _directory.Write("key", Pair), "--algorithm", algorithm, image).Output;
        Assert.Equal(Convert.ToBase64String(Sodium.Sign(Convert.FromHexString(message), Seed)), SignatureArguments.Parse(signed).Signature);
    }

    [Fact]
    public void Output_of_sign_and_public_key_is_taken_by_the_boot_binary()
    {
        var key = _directory.Write("key", Pair);
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
        var signed = JsonDocument.Parse(CtlRun.Of("sign", "--json", "--key", _directory.Write("key", Pair), "--digest", Hex).Output).RootElement;
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

    // The magic numbers of composefs and EROFS, and the size: 1 block of 2^12 bytes.
    private static byte[] Image(byte last = 0)
    {
        var image = new byte[4096];
        BinaryPrimitives.WriteUInt32LittleEndian(image, 0xd078629a);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(1024), 0xe0f5e1e2);
        image[1036] = 12;
        image[1060] = 1;
        image[^1] = last;
        return image;
    }

    private static CtlRun Sign(string key) => CtlRun.Of("sign", "--key", key, "--digest", Hex);

    private static CtlRun Verify(string key, string signature) =>
        CtlRun.Of("verify", "--key", key, "--digest", Hex, "--signature", signature);
}
