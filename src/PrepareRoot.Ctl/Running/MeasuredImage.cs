using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Running;

/// <summary>The fs-verity digest that the kernel reports for the image now.</summary>
/// <param name="Digest">The digest; null if there is none.</param>
/// <param name="Problem">Why there is none.</param>
internal sealed record MeasuredImage(string? Digest, string? Problem)
{
    /// <summary>Measures the image of a record, on the disk at <c>/sysroot</c>.</summary>
    internal static MeasuredImage Of(RunRecord record)
    {
        if (record.Image is not { } path)
            return new MeasuredImage(null, null);
        if (!Disk.Open(Options.DefaultSysroot).Try(out var disk, out var fault))
            return new MeasuredImage(null, fault.Cause);
        using (disk)
        {
            // composefs-rs names an image by a link.
            var links = record.Backend == Backend.Composefs.Name;
            if (!disk.OpenRegular(path, links, FaultCode.ImageMissing, FaultCode.ImageNotRegular, out _).Try(out var file, out fault))
                return new MeasuredImage(null, fault.Cause);
            using (file)
                return Measure(file, disk.Show(path));
        }
    }

    private static MeasuredImage Measure(FileDescriptor file, string path)
    {
        var errno = FsVerity.Measure(file, out var algorithm, out var bytes);
        return errno switch
        {
            Errno.None when FsVerityDigest.TryFrom((FsVerityAlgorithm)algorithm, bytes, out var digest) => new MeasuredImage(digest.ToString(), null),
            Errno.None => new MeasuredImage(null, path + ": its fs-verity has a hash algorithm that is neither SHA-256 nor SHA-512"),
            Errno.ENODATA => new MeasuredImage(null, path + ": fs-verity is not enabled on it"),
            _ => new MeasuredImage(null, path + ": fs-verity can't be measured: " + errno.Message()),
        };
    }
}
