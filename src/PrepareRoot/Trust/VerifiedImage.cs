using System;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Trust;

/// <summary>
/// An image about which the verdict is in. Only <see cref="Verify"/> makes one. It holds the file that was measured, and that open
/// file is what gets mounted: never the same path twice.
/// </summary>
internal sealed class VerifiedImage : IDisposable
{
    private VerifiedImage(FileDescriptor file, string path, TrustLevel trustLevel, FsVerityDigest? digest, ComposefsHeader header)
    {
        File = file;
        Path = path;
        TrustLevel = trustLevel;
        Digest = digest;
        Header = header;
    }

    /// <summary>The image, open for reading.</summary>
    public FileDescriptor File { get; }

    /// <summary>Its path, for messages.</summary>
    public string Path { get; }

    /// <summary>Why it is believed.</summary>
    public TrustLevel TrustLevel { get; }

    /// <summary>The digest that the kernel measured and enforces; null if the file has no fs-verity.</summary>
    public FsVerityDigest? Digest { get; }

    /// <summary>What its first bytes say.</summary>
    public ComposefsHeader Header { get; }

    /// <summary>Whether each file that it refers to must have fs-verity and the digest that it names.</summary>
    public bool RequiresVerity => TrustLevel != TrustLevel.Unverified;

    /// <summary>Whether somebody other than the disk vouches for it: then nothing of the disk's changes what it has in <c>/usr</c>.</summary>
    public bool IsAuthenticated => TrustLevel is TrustLevel.CommandLine or TrustLevel.Signature;

    /// <summary>Opens the deployment's image and comes to a verdict.</summary>
    /// <param name="sysroot">The disk.</param>
    /// <param name="deployment">Whose image.</param>
    /// <param name="expectation">What it has to be.</param>
    public static Result<VerifiedImage> Verify(Sysroot sysroot, Deployment deployment, Expectation expectation)
    {
        var opened = sysroot.OpenRegular(
            deployment.Image, deployment.ImageHasLinks, FaultCode.ImageMissing, notRegular: FaultCode.ImageNotRegular);
        if (!opened.Try(out var file, out var fault))
            return fault;
        var path = sysroot.Show(deployment.Image);
        if (ReadHeader(file, path).Try(out var header, out fault)
            && Measure(file, path).Try(out var measurement, out fault)
            && Judge(path, measurement, expectation).Try(out var trustLevel, out fault))
        {
            return new VerifiedImage(file, path, trustLevel, measurement.Digest, header);
        }
        file.Dispose();
        return fault;
    }

    private static Result<ComposefsHeader> ReadHeader(FileDescriptor file, string path)
    {
        var start = new byte[ComposefsHeader.Size];
        var errno = Files.Status(file, "", out var status);
        var count = 0;
        if (errno == Errno.None)
            errno = Files.ReadAt(file, start, 0, out count);
        return errno == Errno.None
            ? ComposefsHeader.Parse(path, start.AsSpan(0, count), status.Size)
            : new Fault(FaultCode.DiskUnreadable, path + ": " + errno.Message());
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
                return new Fault(FaultCode.DiskUnreadable, path + ": fs-verity can't be measured: " + errno.Message());
        }
    }

    private static Result<TrustLevel> Judge(string path, Measured measurement, Expectation expectation)
    {
        if (measurement.Digest is not { } digest)
        {
            return expectation.VerityOptional
                ? TrustLevel.Unverified
                : new Fault(
                    FaultCode.ImageWithoutVerity,
                    path + ": " + expectation.Source + " asks for " + expectation.What + ", but " + measurement.WhyNone);
        }
        return expectation.IsMetBy(digest)
            ? expectation.TrustLevel
            : new Fault(FaultCode.ImageDigestDiffers, path + ": " + expectation.Source + " asks for " + expectation.What + ", the file is " + digest);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();

    // What the kernel holds for the file, or why it holds nothing.
    private sealed record Measured(FsVerityDigest? Digest, string? WhyNone);
}
