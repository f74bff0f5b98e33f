using System;
using System.IO;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl;

/// <summary>
/// What explains that a file has another digest than expected. What would need an image to be made,
/// is not tried.
/// </summary>
internal static class DigestDifference
{
    private const ulong PlainHashBound = 256 * 1024 * 1024;

    /// <summary>The explanation, after a colon; empty if there is none.</summary>
    internal static string Explain(InputFile file, FsVerityDigest expected, TextWriter error)
    {
        if (PlainHash(file, expected) is { } plain)
            return ": " + plain;
        if (ImageSibling.Find(file.Path, expected, error) is { } sibling)
            return ": " + sibling;
        if (!ErofsImage.Open(file.Path, file.Bytes).Try(out var image, out _))
            return "";
        if (ObjectAlgorithm(image) is { } algorithm && algorithm != expected.Algorithm)
        {
            return ": the objects of this image have " + Name(algorithm) + " digests, so a repository names the image by " + Name(algorithm)
                + " too, but the expected digest is " + Name(expected.Algorithm);
        }
        return ": this is an image of format " + ImageSibling.FormatOf(image)
            + "; whether another format, or other times or attributes of the same files, have the expected digest, only the program that makes the image can tell";
    }

    // sha256sum and sha512sum print this instead of the fs-verity digest.
    private static string? PlainHash(InputFile file, FsVerityDigest expected)
    {
        if (file.Status.Size is 0 or > PlainHashBound)
            return null;
        var content = new byte[file.Status.Size];
        var count = file.Read(content, 0);
        var isSha512 = expected.Algorithm == FsVerityAlgorithm.Sha512;
        var hash = isSha512 ? Sodium.Sha512(content.AsSpan(0, count)) : Sodium.Sha256(content.AsSpan(0, count));
        return expected.Bytes.SequenceEqual(hash)
            ? "the expected digest is the " + Name(expected.Algorithm) + " of the file itself, as " + (isSha512 ? "sha512sum" : "sha256sum") + " prints it, not the fs-verity digest"
            : null;
    }

    private static string Name(FsVerityAlgorithm algorithm) => algorithm == FsVerityAlgorithm.Sha512 ? "SHA-512" : "SHA-256";

    // Of the first object with a digest; null if there is none.
    private static FsVerityAlgorithm? ObjectAlgorithm(ErofsImage image)
    {
        var walk = new ImageWalk(image);
        while (walk.Next(out var entry))
        {
            if (entry.Overlay?.Digest is { } digest)
                return digest.Algorithm;
        }
        return null;
    }
}
