using System;
using PrepareRoot.Faults;
using PrepareRoot.Requests;
using Xunit;

namespace PrepareRoot.Tests.Requests;

public class ImageArgumentTests
{
    private const string A = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string B = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string A512 = A + A;
    private const string AllowedPlain = "; allowed is composefs=[?]HEX";
    private const string AllowedDigest = "; allowed is composefs.digest=[?]{v1|v2}-{sha256|sha512}-12:HEX";

    [Theory]
    [InlineData("composefs=" + A, "sha256:" + A, false)]
    [InlineData("composefs=?" + A, "sha256:" + A, true)]
    [InlineData("composefs=" + A512, "sha512:" + A512, false)]
    [InlineData("composefs=?" + A512, "sha512:" + A512, true)]
    [InlineData("composefs=\"" + A + "\"", "sha256:" + A, false)]
    [InlineData("\"composefs=?" + A + "\"", "sha256:" + A, true)]
    [InlineData("composefs composefs=" + A + " composefs.digest", "sha256:" + A, false)]
    [InlineData("composefs.digest=v1-sha256-12:" + A, "sha256:" + A, false)]
    [InlineData("composefs.digest=?v2-sha256-12:" + A, "sha256:" + A, true)]
    [InlineData("composefs.digest=v2-sha512-12:" + A512, "sha512:" + A512, false)]
    [InlineData("composefs=0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789ABCDEF", "sha256:" + B, false)]
    public void Image_is_asked_for_by_its_digest(string commandLine, string digest, bool optional)
    {
        var request = Assert.Single(ParseAll(commandLine));

        Assert.Equal(digest, request.Digest.ToString());
        Assert.Equal(optional, request.VerityOptional);
    }

    [Theory]
    [InlineData("composefs=", "the digest has 0 hexadecimal digits instead of 64 (SHA-256) or 128 (SHA-512)" + AllowedPlain)]
    [InlineData("composefs=?", "the digest has 0 hexadecimal digits instead of 64 (SHA-256) or 128 (SHA-512)" + AllowedPlain)]
    [InlineData("composefs=abc", "the digest has 3 hexadecimal digits instead of 64 (SHA-256) or 128 (SHA-512)" + AllowedPlain)]
    [InlineData("composefs=" + A + "0", "the digest has 65 hexadecimal digits instead of 64 (SHA-256) or 128 (SHA-512)" + AllowedPlain)]
    [InlineData("composefs=" + A + B + "0", "the digest has 129 hexadecimal digits instead of 64 (SHA-256) or 128 (SHA-512)" + AllowedPlain)]
    [InlineData("composefs=abg", "'g', character 3 of the digest, is not a hexadecimal digit" + AllowedPlain)]
    [InlineData("composefs=0x12", "'x', character 2 of the digest, is not a hexadecimal digit" + AllowedPlain)]
    [InlineData("composefs=??" + A, "'?', character 1 of the digest, is not a hexadecimal digit" + AllowedPlain)]
    [InlineData("composefs=v1-sha256-12:" + A, "'v', character 1 of the digest, is not a hexadecimal digit" + AllowedPlain)]
    [InlineData("composefs=\"a b\"", "' ', character 2 of the digest, is not a hexadecimal digit" + AllowedPlain)]
    [InlineData("composefs=a\u001b", "'\\u001b', character 2 of the digest, is not a hexadecimal digit" + AllowedPlain)]
    [InlineData("composefs.digest=" + A, "there is no ':' between format and digest" + AllowedDigest)]
    [InlineData("composefs.digest=:" + A, "the format '' is not VERSION-HASH-BLOCKSIZE" + AllowedDigest)]
    [InlineData("composefs.digest=sha256:" + A, "the format 'sha256' is not VERSION-HASH-BLOCKSIZE" + AllowedDigest)]
    [InlineData("composefs.digest=v1-sha256:" + A, "the format 'v1-sha256' is not VERSION-HASH-BLOCKSIZE" + AllowedDigest)]
    [InlineData("composefs.digest=v3-sha256-12:" + A, "the format version 'v3' is not v1 or v2" + AllowedDigest)]
    [InlineData("composefs.digest=V1-sha256-12:" + A, "the format version 'V1' is not v1 or v2" + AllowedDigest)]
    [InlineData("composefs.digest=-sha256-12:" + A, "the format version '' is not v1 or v2" + AllowedDigest)]
    [InlineData("composefs.digest=v1?-sha256-12:" + A, "the format version 'v1?' is not v1 or v2" + AllowedDigest)]
    [InlineData("composefs.digest=v1-sha1-12:" + A, "the hash 'sha1' is not sha256 or sha512" + AllowedDigest)]
    [InlineData("composefs.digest=v1--12:" + A, "the hash '' is not sha256 or sha512" + AllowedDigest)]
    [InlineData("composefs.digest=v1-sha256-16:" + A, "the block size '16' is not 12 (4096 bytes)" + AllowedDigest)]
    [InlineData("composefs.digest=v1-sha256-012:" + A, "the block size '012' is not 12 (4096 bytes)" + AllowedDigest)]
    [InlineData("composefs.digest=v1-sha256-12-1:" + A, "the block size '12-1' is not 12 (4096 bytes)" + AllowedDigest)]
    [InlineData("composefs.digest=v1-sha256-12:" + A512, "the digest has 128 hexadecimal digits instead of 64 (SHA-256)" + AllowedDigest)]
    [InlineData("composefs.digest=v1-sha512-12:" + A, "the digest has 64 hexadecimal digits instead of 128 (SHA-512)" + AllowedDigest)]
    [InlineData("composefs.digest=v1-sha256-12:" + A + ":", "':', character 65 of the digest, is not a hexadecimal digit" + AllowedDigest)]
    public void Malformed_argument_is_refused_with_what_is_wrong_and_what_is_allowed(string commandLine, string expected)
    {
        Assert.False(ImageArgument.ParseAll(KernelCommandLine.Parse(commandLine)).Try(out _, out var fault));
        Assert.Equal(FaultCode.KernelArgumentMalformed, fault.Code);
        Assert.EndsWith("': " + expected, fault.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_shows_the_argument_printable_and_bounded()
    {
        Assert.False(ImageArgument.ParseAll(KernelCommandLine.Parse("composefs=\u001b" + new string('a', 5000))).Try(out _, out var fault));
        Assert.Equal(
            "kernel argument 'composefs=\\u001b" + new string('a', 149) + "…': '\\u001b', character 1 of the digest, is not a hexadecimal digit" + AllowedPlain,
            fault.Cause);
    }

    [Fact]
    public void Candidates_come_with_composefs_digest_first_each_kind_in_its_order()
    {
        var requests = ParseAll($"composefs={A512} composefs.digest=v1-sha256-12:{B} quiet composefs=?{B} composefs.digest=?v1-sha512-12:{A512} composefs={B}");

        Assert.Equal(
            ["sha256:" + B + " False", "sha512:" + A512 + " True", "sha512:" + A512 + " False", "sha256:" + B + " True", "sha256:" + B + " False"],
            Array.ConvertAll(requests, request => request.Digest + " " + request.VerityOptional));
    }

    [Theory]
    [InlineData("composefs.digest=v1-sha256-12:" + A + " composefs=x")]
    [InlineData("composefs=x composefs.digest=v1-sha256-12:" + A)]
    public void Single_malformed_argument_is_refused(string commandLine)
    {
        Assert.False(ImageArgument.ParseAll(KernelCommandLine.Parse(commandLine)).Try(out _, out var fault));
        Assert.Equal(
            new Fault(FaultCode.KernelArgumentMalformed, "kernel argument 'composefs=x': 'x', character 1 of the digest, is not a hexadecimal digit" + AllowedPlain),
            fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("ostree=/x composefs.signature=y Composefs=z xcomposefs=z composefs.x=z")]
    [InlineData("composefs composefs.digest \"composefs\"")]
    public void Other_arguments_name_no_image(string commandLine) => Assert.Empty(ParseAll(commandLine));

    [Theory]
    [InlineData("composefs=" + A, null)]
    [InlineData("composefs=?" + A512, null)]
    [InlineData("composefs.digest=v1-sha256-12:" + A, 1)]
    [InlineData("composefs.digest=?v2-sha512-12:" + A512, 2)]
    public void Printed_argument_reads_as_the_same_request(string argument, int? version) =>
        Assert.Equal(argument, ImageArgument.Print(Assert.Single(ParseAll(argument)), version));

    private static ImageRequest[] ParseAll(string commandLine)
    {
        Assert.True(ImageArgument.ParseAll(KernelCommandLine.Parse(commandLine)).Try(out var requests, out var fault), fault?.Cause);
        return requests;
    }
}
