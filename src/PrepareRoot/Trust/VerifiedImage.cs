using System;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Trust;

/// <summary>
/// An image that meets an <see cref="Expectation"/>. Only <see cref="Verify"/> makes one. It holds
/// the open file whose fs-verity digest was read. The same descriptor is mounted. The path is not
/// opened twice.
/// </summary>
internal sealed class VerifiedImage : RootSource
{
    private readonly FileDescriptor _file;

    private VerifiedImage(FileDescriptor file, ImageFacts facts)
    {
        _file = file;
        Facts = facts;
    }

    /// <inheritdoc/>
    public override RootFacts Facts { get; }

    /// <inheritdoc/>
    public override FileDescriptor ImageFile => _file;

    /// <summary>Opens the deployment's image and verifies it.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="deployment">The deployment whose image it is.</param>
    /// <param name="expectation">The requirements on the image.</param>
    public static Result<VerifiedImage> Verify(Disk disk, Deployment deployment, Expectation expectation)
    {
        var image = deployment.Image;
        var opened = disk.OpenRegular(image.Path, image.FollowLinks, FaultCode.ImageMissing, notRegular: FaultCode.ImageNotRegular, out var status);
        if (!opened.Try(out var file, out var fault))
            return fault;
        var path = disk.Show(image.Path);
        if (ReadHeader(file, path, status.Size).Try(out var header, out fault)
            && Measure(file, path).Try(out var measurement, out fault)
            && CheckDigest(path, measurement, expectation).Try(out var level, out fault))
        {
            return new VerifiedImage(file, new ImageFacts(header.HasAcl, level, measurement.Digest));
        }
        file.Dispose();
        return fault;
    }

    private static Result<ComposefsHeader> ReadHeader(FileDescriptor file, string path, ulong size)
    {
        var start = new byte[ComposefsHeader.Size];
        var errno = Files.ReadAt(file, start, 0, out var count);
        return errno == Errno.None
            ? ComposefsHeader.Parse(path, start.AsSpan(0, count), size)
            : errno.ToFault(errno.MeansDamage() ? FaultCode.ImageDamaged : FaultCode.DiskUnreadable, path);
    }

    private static Result<Measured> Measure(FileDescriptor file, string path)
    {
        var errno = FsVerity.Measure(file, out var algorithm, out var bytes);
        switch (errno)
        {
            case Errno.None when FsVerityDigest.TryFrom((FsVerityAlgorithm)algorithm, bytes, out var digest):
                return new Measured(digest, null);
            case Errno.None:
                return new Measured(null, "its fs-verity has a hash algorithm that is neither SHA-256 nor SHA-512");
            case Errno.ENODATA:
                return new Measured(null, "fs-verity is not enabled on it");
            case Errno.ENOTTY or Errno.EOPNOTSUPP:
                return new Measured(null, "its file system, or this kernel, has no fs-verity");
            default:
                return errno.ToFault(FaultCode.DiskUnreadable, path + ": fs-verity can't be measured");
        }
    }

    private static Result<TrustLevel> CheckDigest(string path, Measured measurement, Expectation expectation)
    {
        if (measurement.Digest is not { } digest)
        {
            return expectation.VerityOptional
                ? TrustLevel.Unverified
                : new Fault(
                    FaultCode.ImageWithoutVerity,
                    path + ": " + expectation.Source + " requires " + expectation.Requirement + ", but " + measurement.AbsenceReason);
        }
        return expectation.Accepts(digest)
            ? expectation.TrustLevel
            : new Fault(FaultCode.ImageDigestDiffers, path + ": " + expectation.Source + " requires " + expectation.Requirement + ", but the file has " + digest);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _file.Dispose();
        base.Dispose();
    }

    // The fs-verity digest of the file, or why it has none.
    private sealed record Measured(FsVerityDigest? Digest, string? AbsenceReason);
}
