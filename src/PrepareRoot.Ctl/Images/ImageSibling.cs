using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Images;

/// <summary>
/// Looks for the image that has an expected digest beside the one that has not: a repository has an
/// image in several formats, and deployments are beside each other.
/// </summary>
internal static class ImageSibling
{
    private const string DeployedImage = ".ostree.cfs";
    private const int MaxDeployments = 64;

    /// <summary>What was found, a sentence; null if nothing was.</summary>
    /// <param name="path">The path of the image that has another digest.</param>
    /// <param name="expected">The digest.</param>
    /// <param name="error">Where progress is shown, if it is a terminal.</param>
    internal static string? Find(string path, FsVerityDigest expected, TextWriter error)
    {
        foreach (var candidate in Candidates(path, expected.Hex))
        {
            try
            {
                using var file = InputFile.Open(candidate);
                if (FileDigest.Of(file, expected.Algorithm, error) == expected)
                    return "the expected digest is that of " + candidate + ", " + Compare(path, candidate);
            }
            catch (FailureException)
            {
                // It is not there, or can't be read.
            }
        }
        return null;
    }

    /// <summary>The name of an image's format.</summary>
    internal static string FormatOf(ErofsImage image) => image.ComposefsVersion >= 2 ? "V2" : "V1";

    // In images/, by its digest; in objects/, by the parts of it; of a deployment beside it.
    private static IEnumerable<string> Candidates(string path, string hex)
    {
        var slash = path.LastIndexOf('/');
        var directory = slash < 0 ? "." : path[..Math.Max(slash, 1)];
        yield return directory + "/" + hex;
        yield return directory + "/../" + hex[..2] + "/" + hex[2..];
        if (path[(slash + 1)..] != DeployedImage || Files.Open(null, directory + "/..", Files.O_RDONLY | Files.O_DIRECTORY, 0, out var above) != Errno.None)
            yield break;
        using (above)
        {
            if (Files.List(above, MaxDeployments, out var names) != Errno.None)
                yield break;
            foreach (var name in names.Order(StringComparer.Ordinal))
                yield return directory + "/../" + name + "/" + DeployedImage;
        }
    }

    private static string Compare(string path, string other)
    {
        try
        {
            using var left = OpenImage.At(path);
            using var right = OpenImage.At(other);
            var attributes = new SortedSet<string>(StringComparer.Ordinal);
            var hasOtherFiles = false;
            new ImageComparison(left, right).ForEach(change =>
            {
                if (change.Attribute is { } attribute)
                    attributes.Add(attribute.StartsWith("xattr ", StringComparison.Ordinal) ? "extended attributes" : attribute);
                else
                    hasOtherFiles = true;
            });
            var (format, otherFormat) = (FormatOf(left.Content), FormatOf(right.Content));
            if (hasOtherFiles || attributes.Overlaps(["content", "type", "target", "size"]))
                return "which has other files: 'prepare-rootctl diff' lists them";
            if (attributes.Count > 0)
                return "which has the same files and differs only in " + string.Join(" and ", attributes.Select(attribute => attribute == "modified" ? "their times" : attribute));
            return format == otherFormat
                ? "which has the same files: only how the image is laid out differs"
                : "which has the same files in format " + otherFormat + ", and this image is of format " + format;
        }
        catch (FailureException failure)
        {
            return "which can't be compared: " + failure.Message;
        }
    }
}
