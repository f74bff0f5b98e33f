using PrepareRoot.Formats;

namespace PrepareRoot.Ctl;

/// <summary>What explains that a file has another digest than expected.</summary>
internal static class DigestDifference
{
    /// <summary>The explanation, after a colon; empty if there is none.</summary>
    internal static string Explain(InputFile file, FsVerityDigest expected)
    {
        if (ObjectAlgorithm(file) is { } algorithm && algorithm != expected.Algorithm)
        {
            return ": the objects of this image have " + Name(algorithm) + " digests, so a repository names the image by " + Name(algorithm)
                + " too, but the expected digest is " + Name(expected.Algorithm);
        }
        return "";
    }

    private static string Name(FsVerityAlgorithm algorithm) => algorithm == FsVerityAlgorithm.Sha512 ? "SHA-512" : "SHA-256";

    // Of the first object with a digest; null if there is none, or the file is not an image.
    private static FsVerityAlgorithm? ObjectAlgorithm(InputFile file)
    {
        if (!ErofsImage.Open(file.Path, file.Bytes).Try(out var image, out _))
            return null;
        var walk = new ImageWalk(image);
        while (walk.Next(out var entry))
        {
            if (entry.Overlay?.Digest is { } digest)
                return digest.Algorithm;
        }
        return null;
    }
}
