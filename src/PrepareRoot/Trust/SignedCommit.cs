using System;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Trust;

/// <summary>
/// An ostree commit whose signature was verified. Only <see cref="Read"/> makes one. A deployment
/// that bootc derived from a signed base commit has the same image but no signature of its own.
/// Then the base commit is verified.
/// </summary>
internal sealed class SignedCommit
{
    // In bytes. The metadata of a commit may contain the manifest and configuration of a container,
    // some hundred kilobytes. The detached metadata contains signatures, a few kilobytes even with
    // OpenPGP signatures. Both files are read completely, so a hostile file must not use up the
    // memory of an initramfs.
    private const ulong CommitBound = 8 * 1024 * 1024;
    private const ulong DetachedMetadataBound = 1024 * 1024;

    // Each signature is verified over the whole commit, with each key. The detached metadata has
    // room for fifteen thousand, which would take minutes.
    private const int MaxSignatures = 64;

    private SignedCommit(string path, FsVerityDigest imageDigest, ulong timestamp)
    {
        Path = path;
        ImageDigest = imageDigest;
        Timestamp = timestamp;
    }

    /// <summary>The path of its file, for messages.</summary>
    public string Path { get; }

    /// <summary>The digest of its composefs image, from its metadata.</summary>
    public FsVerityDigest ImageDigest { get; }

    /// <summary>Its timestamp, in seconds since 1970, UTC.</summary>
    public ulong Timestamp { get; }

    /// <summary>Reads a commit and verifies it.</summary>
    /// <param name="disk">The disk with the repository.</param>
    /// <param name="checksum">The commit's checksum: 64 hexadecimal digits.</param>
    /// <param name="keys">The trusted keys.</param>
    public static Result<SignedCommit> Read(Disk disk, string checksum, PublicKeys keys)
    {
        if (!ReadCommit(disk, checksum).Try(out var commit, out var fault))
            return fault;
        if (!ReadSignatures(disk, checksum).Try(out var signatures, out fault))
        {
            if (fault.Code != FaultCode.SignatureInvalid || !commit.Object.HasImageConfig || commit.Object.Parent is not { } parent)
                return fault;
            // Only the parent is tried. A base commit of the parent is not.
            checksum = Convert.ToHexStringLower(parent);
            if (!ReadCommit(disk, checksum).Try(out commit, out fault))
                return fault;
            if (!ReadSignatures(disk, checksum).Try(out signatures, out fault))
                return fault;
        }

        if (VerifyAny(signatures, commit, keys) is { } invalid)
            return invalid;
        if (commit.Object.ComposefsDigest is not { } digest)
        {
            return new Fault(
                FaultCode.CommitWithoutDigest, commit.Path + " has a valid signature, but no ostree.composefs.digest.v0 in its metadata");
        }
        return new SignedCommit(commit.Path, FsVerityDigest.From(FsVerityAlgorithm.Sha256, digest), commit.Object.Timestamp);
    }

    private static Fault? VerifyAny(DetachedFile signatures, CommitFile commit, PublicKeys keys)
    {
        if (DetachedMetadata.ReadEd25519Signatures(signatures.Path, signatures.Content, out var list) is { } malformed)
            return malformed;
        if (list.Count > MaxSignatures)
        {
            return new Fault(
                FaultCode.CommitMalformed,
                signatures.Path + ": " + list.Count.Text() + " Ed25519 signatures, more than the maximum of " + MaxSignatures.Text());
        }
        // A signature of the wrong length is invalid, but no fault. Another one may be valid.
        foreach (var signature in list)
        {
            if (keys.Verify(signature, commit.Content))
                return null;
        }
        return new Fault(
            FaultCode.SignatureInvalid,
            signatures.Path + ": none of its " + list.Count.Text() + " Ed25519 signatures is by a key of " + keys.Path);
    }

    private static Result<CommitFile> ReadCommit(Disk disk, string checksum)
    {
        var path = ObjectPath(checksum) + ".commit";
        if (!disk.ReadRegular(path, CommitBound, FaultCode.DeploymentMissing, FaultCode.CommitMalformed).Try(out var content, out var fault))
            return fault;
        var displayPath = disk.Show(path);
        var found = Convert.ToHexStringLower(Sodium.Sha256(content));
        if (found != checksum)
            return new Fault(FaultCode.CommitMalformed, displayPath + ": its SHA-256 should be its name, but is " + found);
        return CommitObject.Parse(displayPath, content).Try(out var commit, out fault) ? new CommitFile(displayPath, content, commit) : fault;
    }

    private static Result<DetachedFile> ReadSignatures(Disk disk, string checksum)
    {
        var path = ObjectPath(checksum) + ".commitmeta";
        var read = disk.ReadRegular(path, DetachedMetadataBound, FaultCode.SignatureInvalid, FaultCode.CommitMalformed);
        return read.Try(out var content, out var fault) ? new DetachedFile(disk.Show(path), content) : fault;
    }

    private static string ObjectPath(string checksum) => "ostree/repo/objects/" + checksum[..2] + "/" + checksum[2..];

    private sealed record CommitFile(string Path, byte[] Content, CommitObject Object);

    private sealed record DetachedFile(string Path, byte[] Content);
}
