using System;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Trust;

/// <summary>
/// An ostree commit whose signature was verified. Only <see cref="Read"/> makes one. A deployment
/// that bootc derived from a signed base has no signature of its own, and the same image: for it,
/// the base commit speaks.
/// </summary>
internal sealed class SignedCommit
{
    // A commit's metadata may hold a container's whole manifest and configuration: some hundred
    // kilobytes. The detached metadata holds signatures, a few kilobytes at the most with OpenPGP
    // ones among them. Both are read at once: these bounds keep a hostile file from asking for more
    // memory than an initramfs has.
    private const ulong CommitBound = 8 * 1024 * 1024;
    private const ulong DetachedMetadataBound = 1024 * 1024;

    // Each is compared with the whole commit, for each key: fifteen thousand, which would fit, keep
    // a machine busy for minutes.
    private const int MaxSignatures = 64;

    private SignedCommit(string path, FsVerityDigest imageDigest, ulong timestamp)
    {
        Path = path;
        ImageDigest = imageDigest;
        Timestamp = timestamp;
    }

    /// <summary>Its file, for messages.</summary>
    public string Path { get; }

    /// <summary>The digest that it says its composefs image has.</summary>
    public FsVerityDigest ImageDigest { get; }

    /// <summary>When it was made: seconds since 1970, UTC.</summary>
    public ulong Timestamp { get; }

    /// <summary>Reads a commit and verifies it.</summary>
    /// <param name="disk">The disk with the repository.</param>
    /// <param name="checksum">The commit's name: 64 hexadecimal digits.</param>
    /// <param name="keys">The keys whose signatures count.</param>
    public static Result<SignedCommit> Read(Disk disk, string checksum, PublicKeys keys)
    {
        if (!ReadCommit(disk, checksum).Try(out var commit, out var fault))
            return fault;
        if (!ReadSignatures(disk, checksum).Try(out var signatures, out fault))
        {
            if (fault.Code != FaultCode.SignatureInvalid || !commit.Object.HasImageConfig || commit.Object.Parent is not { } parent)
                return fault;
            // One hop, never further: what is read here is not looked at for a base of its own.
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
                FaultCode.CommitWithoutDigest, commit.Path + " is validly signed, but has no ostree.composefs.digest.v0 in its metadata");
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
                signatures.Path + ": " + list.Count.Text() + " Ed25519 signatures are more than the " + MaxSignatures.Text() + " that are looked at");
        }
        // One of the wrong length is not valid, like any other that is not: the others may be.
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
