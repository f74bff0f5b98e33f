using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Requests;

/// <summary>
/// The kernel arguments of composefs-rs that name the image to boot: <c>composefs=[?]HEX</c> and
/// <c>composefs.digest=[?]FORMAT:HEX</c>. FORMAT consists of the version of the EROFS layout, the
/// hash and the binary logarithm of the block size, e.g. <c>v1-sha512-12</c>. The version is not
/// compared with the image, because the digest is.
/// </summary>
internal static class ImageArgument
{
    /// <summary>The key of <c>composefs=[?]HEX</c>.</summary>
    public const string Key = "composefs";

    /// <summary>The key of <c>composefs.digest=[?]FORMAT:HEX</c>.</summary>
    public const string DigestKey = "composefs.digest";

    private const string BlockSizeLog2 = "12"; // 4 KiB, the only block size of composefs images

    /// <summary>
    /// All images that the command line names, in order of preference: those of
    /// <c>composefs.digest=</c>, then those of <c>composefs=</c>. As with other arguments, a key
    /// without <c>=</c> does not count.
    /// </summary>
    /// <returns>
    /// The images; may be empty. <see cref="FaultCode.KernelArgumentMalformed"/> if any argument is
    /// malformed.
    /// </returns>
    public static Result<ImageRequest[]> ParseAll(KernelCommandLine commandLine)
    {
        var requests = new List<ImageRequest>();
        foreach (var key in (ReadOnlySpan<string>)[DigestKey, Key])
        {
            foreach (ref readonly var argument in commandLine.Arguments)
            {
                if (argument.Value is null || argument.Key != key) continue;
                if (!Parse(argument).Try(out var request, out var fault)) return fault;
                requests.Add(request);
            }
        }
        return requests.ToArray();
    }

    /// <summary>
    /// Parses one argument, whose key must be <see cref="Key"/> or <see cref="DigestKey"/>.
    /// </summary>
    /// <returns>The image, or <see cref="FaultCode.KernelArgumentMalformed"/>.</returns>
    public static Result<ImageRequest> Parse(KernelArgument argument)
    {
        var hex = argument.Value.AsSpan();
        var optional = hex.StartsWith('?');
        if (optional) hex = hex[1..];

        FsVerityAlgorithm? algorithm = null;
        if (argument.Key == DigestKey)
        {
            var colon = hex.IndexOf(':');
            if (colon < 0) return Malformed(argument, "there is no ':' between format and digest");
            var problem = ParseFormat(hex[..colon], out algorithm);
            if (problem is not null) return Malformed(argument, problem);
            hex = hex[(colon + 1)..];
        }

        for (var i = 0; i < hex.Length; i++)
        {
            if (char.IsAsciiHexDigit(hex[i])) continue;
            return Malformed(argument, OffendingText.Quote(hex[i..(i + 1)]) + ", character " + (i + 1).Text() + " of the digest, is not a hexadecimal digit");
        }
        if (!FsVerityDigest.TryParseHex(hex, out var digest) || digest.Algorithm != (algorithm ?? digest.Algorithm))
        {
            var expected = algorithm switch
            {
                FsVerityAlgorithm.Sha256 => "64 (SHA-256)",
                FsVerityAlgorithm.Sha512 => "128 (SHA-512)",
                _ => "64 (SHA-256) or 128 (SHA-512)",
            };
            return Malformed(argument, "the digest has " + hex.Length.Text() + " hexadecimal digits instead of " + expected);
        }
        return new ImageRequest(digest, optional);
    }

    /// <summary>
    /// The argument for an image: <c>composefs=…</c>, or <c>composefs.digest=…</c> if a version
    /// is given.
    /// </summary>
    /// <param name="request">The image.</param>
    /// <param name="version">Version of the EROFS layout, 1 or 2.</param>
    public static string Print(ImageRequest request, int? version = null)
    {
        var optional = request.VerityOptional ? "?" : "";
        if (version is null) return Key + "=" + optional + request.Digest.Hex;
        var hash = request.Digest.Algorithm == FsVerityAlgorithm.Sha256 ? "sha256" : "sha512";
        return DigestKey + "=" + optional + "v" + version.Value.Text() + "-" + hash + "-" + BlockSizeLog2 + ":" + request.Digest.Hex;
    }

    // Parses vN-HASH-LOG2. Returns null, or a description of the error.
    private static string? ParseFormat(ReadOnlySpan<char> format, out FsVerityAlgorithm? algorithm)
    {
        algorithm = null;
        var first = format.IndexOf('-');
        var second = first < 0 ? -1 : first + 1 + format[(first + 1)..].IndexOf('-');
        if (second <= first) return "the format " + OffendingText.Quote(format) + " is not VERSION-HASH-BLOCKSIZE";

        var version = format[..first];
        var hash = format[(first + 1)..second];
        var blockSize = format[(second + 1)..];
        if (version is not ("v1" or "v2")) return "the format version " + OffendingText.Quote(version) + " is not v1 or v2";
        switch (hash)
        {
            case "sha256": algorithm = FsVerityAlgorithm.Sha256; break;
            case "sha512": algorithm = FsVerityAlgorithm.Sha512; break;
            default: return "the hash " + OffendingText.Quote(hash) + " is not sha256 or sha512";
        }
        return blockSize is BlockSizeLog2 ? null : "the block size " + OffendingText.Quote(blockSize) + " is not 12 (4096 bytes)";
    }

    private static Fault Malformed(KernelArgument argument, string problem) => new(
        FaultCode.KernelArgumentMalformed,
        "kernel argument " + OffendingText.Quote(argument.Text) + ": " + problem
            + (argument.Key == Key ? "; allowed is composefs=[?]HEX" : "; allowed is composefs.digest=[?]{v1|v2}-{sha256|sha512}-12:HEX"));
}
