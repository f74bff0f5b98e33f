using System;
using System.IO;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// The content of an image that the boot does not verify, compared with the digests that name it:
/// its fs-verity digest is computed.
/// </summary>
internal static class ImageContent
{
    private const ulong CommitBound = 8 * 1024 * 1024;

    /// <summary>The fault that the content has none of the digests; null if it has one.</summary>
    internal static Fault? Check(PlannedBoot boot, ulong size, TextWriter error)
    {
        var (expected, source) = Expected(boot);
        if (expected.Length == 0)
            return null;
        var path = boot.Disk!.Show(boot.Deployment!.Image.Path);
        if (!Hash(boot.Source!.ImageFile!, path, size, expected[0].Algorithm, error).Try(out var found, out var fault))
            return fault;
        return Array.IndexOf(expected, found) >= 0
            ? null
            : new Fault(FaultCode.ImageDigestDiffers, path + ": " + source + " names " + string.Join(" or ", expected) + ", but the file has " + found);
    }

    private static (FsVerityDigest[] Digests, string Source) Expected(PlannedBoot boot)
    {
        var deployment = boot.Deployment!;
        if (deployment.Requested.Length > 0)
            return (Array.ConvertAll(deployment.Requested, request => request.Digest), "the kernel command line");
        if (deployment.Commit.Length == 0)
            return ([], "");
        var path = "ostree/repo/objects/" + deployment.Commit[..2] + "/" + deployment.Commit[2..] + ".commit";
        return boot.Disk!.ReadRegular(path, CommitBound, FaultCode.DeploymentMissing, FaultCode.CommitMalformed).Try(out var content, out _)
            && CommitObject.Parse(path, content).Try(out var commit, out _)
            && commit.ComposefsDigest is { } digest
                ? ([FsVerityDigest.From(FsVerityAlgorithm.Sha256, digest)], "the commit")
                : ([], "");
    }

    private static Result<FsVerityDigest> Hash(FileDescriptor file, string path, ulong size, FsVerityAlgorithm algorithm, TextWriter error)
    {
        using var progress = new ProgressLine(error, ConsoleText.Escape(path), size);
        var tree = new FsVerityTree(algorithm);
        var buffer = new byte[ObjectReader.BufferSize];
        for (long position = 0; ;)
        {
            var errno = Files.ReadAt(file, buffer, position, out var count);
            if (errno != Errno.None)
                return errno.ToFault(errno.MeansDamage() ? FaultCode.ImageDamaged : FaultCode.DiskUnreadable, path);
            if (count == 0)
                return tree.Finish();
            tree.Append(buffer.AsSpan(0, count));
            position += count;
            progress.Show((ulong)position);
        }
    }
}
