using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Checking;

/// <summary>What is wrong with an object.</summary>
/// <param name="Code">One of <see cref="FindingCodes"/>.</param>
/// <param name="Cause">What was expected and found.</param>
internal sealed record ObjectFault(string Code, string Cause)
{
    /// <summary>
    /// Whether it can't be found out: this user may not read it, or a mount covers it.
    /// </summary>
    internal bool IsUnknown { get; init; }
}

/// <summary>
/// Judges an object by what the kernel says of it, as overlayfs does when the file is opened
/// (<c>ovl_validate_verity</c> of <c>fs/overlayfs</c>).
/// </summary>
internal static class ObjectState
{
    /// <summary>What is wrong with the file itself; null if nothing is.</summary>
    internal static ObjectFault? OfStatus(ObjectRequirement required, ContentStatus found, bool needsVerity)
    {
        if (found.Type != FileType.Regular)
            return new ObjectFault(FindingCodes.ObjectNotRegular, "must be a regular file, but is " + new FileStatus { Type = found.Type }.TypeText);
        if (found.Size != required.Size)
            return new ObjectFault(FindingCodes.ObjectSize, "must have " + required.Size.Text() + " bytes, but has " + found.Size.Text());
        if (!needsVerity)
            return null;
        if (required.Digest is null)
            return new ObjectFault(FindingCodes.ObjectNoDigest, "the image has no digest for it");
        return found.HasVerity is false ? NoVerity : null;
    }

    /// <summary>What its fs-verity says; null if nothing is wrong.</summary>
    /// <param name="required">What the image says.</param>
    /// <param name="errno">The result of measuring it.</param>
    /// <param name="algorithm">The algorithm of the measured digest.</param>
    /// <param name="bytes">The digest.</param>
    /// <param name="needsVerity">Whether the policy requires fs-verity.</param>
    internal static ObjectFault? OfMeasurement(ObjectRequirement required, Errno errno, int algorithm, byte[] bytes, bool needsVerity)
    {
        switch (errno)
        {
            // Of the same content, digests of two algorithms differ. overlayfs only compares them
            // where the policy requires it.
            case Errno.None when required.Digest is not { } digest || (!needsVerity && algorithm != (int)digest.Algorithm):
                return null;
            case Errno.None when FsVerityDigest.TryFrom((FsVerityAlgorithm)algorithm, bytes, out var found):
                return found != required.Digest ? Differs(required.Digest.Value, found) : null;
            case Errno.None:
                return new ObjectFault(FindingCodes.ObjectDiffers, "its fs-verity has a hash algorithm that is neither SHA-256 nor SHA-512");
            case Errno.ENODATA or Errno.ENOTTY or Errno.EOPNOTSUPP:
                return needsVerity ? NoVerity : null;
            default:
                return Unreadable(errno);
        }
    }

    /// <summary>The digest of its content differs.</summary>
    internal static ObjectFault Differs(FsVerityDigest required, FsVerityDigest found) =>
        new(FindingCodes.ObjectDiffers, "must have the digest " + required + ", but has " + found);

    /// <summary>It can't be located.</summary>
    internal static ObjectFault NotFound(Errno errno) => errno switch
    {
        Errno.ENOENT or Errno.ENOTDIR => new ObjectFault(FindingCodes.ObjectMissing, "is missing"),
        Errno.ELOOP => new ObjectFault(FindingCodes.ObjectMissing, "is behind a symbolic link, which overlayfs does not follow"),
        // The layer is a clone of the disk's mount alone: the boot sees what is beneath.
        Errno.EXDEV => new ObjectFault(FindingCodes.ObjectUnreadable, "is covered by a mount") { IsUnknown = true },
        _ => Unreadable(errno),
    };

    /// <summary>It can't be opened or read.</summary>
    internal static ObjectFault Unreadable(Errno errno) => new(FindingCodes.ObjectUnreadable, "can't be read: " + errno.Message())
    {
        IsUnknown = errno is Errno.EACCES or Errno.EPERM && !CurrentProcess.IsRoot,
    };

    private static ObjectFault NoVerity { get; } = new(FindingCodes.ObjectNoVerity, "must have fs-verity, but has none");
}
