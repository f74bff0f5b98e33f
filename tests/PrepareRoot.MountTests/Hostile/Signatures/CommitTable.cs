using System;
using System.IO;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Hostile.Signatures;

/// <summary>
/// Invalid commits with a valid signature: made by a faulty server, or on a modified disk.
/// </summary>
public static class CommitTable
{
    private const int CommitBound = 8 * 1024 * 1024;
    private const int DetachedMetadataBound = 1024 * 1024;
    private const long Gigantic = 3L << 30;

    private static readonly byte[] _older = Repository.Commit(subject: "older");

    internal static SignedCase[] Rows { get; } =
    [
        new("the largest commit that is read", null, "", repository => repository.AddSigned(Sized(CommitBound))),
        new("a commit larger than that", FaultCode.CommitMalformed, "{0}.commit has 8388616 bytes, more than the maximum of 8388608", repository => repository.AddSigned(Sized(CommitBound + 8))),
        new("a gigantic commit", FaultCode.CommitMalformed, "{0}.commit has 3221225472 bytes, more than the maximum of 8388608", Inflated(".commit", Gigantic)),
        new("gigantic detached metadata", FaultCode.CommitMalformed, "{0}.commitmeta has 3221225472 bytes, more than the maximum of 1048576", Inflated(".commitmeta", Gigantic)),
        new("detached metadata one byte too large", FaultCode.CommitMalformed, "{0}.commitmeta has 1048577 bytes, more than the maximum of 1048576", Inflated(".commitmeta", DetachedMetadataBound + 1)),

        new("no commit", FaultCode.DeploymentMissing, "{0}.commit: No such file or directory", _ => new string('0', 64)),
        new("a commit under another one's name", FaultCode.CommitMalformed, "{0}.commit: its SHA-256 should be its name, but is " + Convert.ToHexStringLower(Sodium.Sha256(_older)), Renamed),

        Signed("a commit that is garbage", "not a commit object", Sodium.Sha512("garbage"u8)),
        Signed("an empty commit", "not a commit object", []),
        Signed("a commit and garbage after it", "not a commit object", [.. Repository.Commit(), 0]),
        Signed("a digest of no bytes", "ostree.composefs.digest.v0 has 0 bytes instead of 32", Repository.Commit(digest: [])),
        Signed("a digest of 31 bytes", "ostree.composefs.digest.v0 has 31 bytes instead of 32", Repository.Commit(digest: new byte[31])),
        Signed("a digest of 33 bytes", "ostree.composefs.digest.v0 has 33 bytes instead of 32", Repository.Commit(digest: new byte[33])),
        Signed("a digest of 64 bytes", "ostree.composefs.digest.v0 has 64 bytes instead of 32", Repository.Commit(digest: new byte[64])),
        Signed("a digest that is text", "ostree.composefs.digest.v0 is not of type ay", With((Repository.DigestKey, "s", ObjectBuilder.Text(Convert.ToHexStringLower(Repository.Digest))))),
        Signed("two digests", "ostree.composefs.digest.v0 occurs more than once", With((Repository.DigestKey, "ay", Repository.Digest), (Repository.DigestKey, "ay", new byte[32]))),
        Signed("a parent of 31 bytes", "the parent's checksum has 31 bytes instead of 32", Repository.Commit(parent: new byte[31])),
        new("no digest", FaultCode.CommitWithoutDigest, "{0}.commit has a valid signature, but no ostree.composefs.digest.v0 in its metadata", repository => repository.AddSigned(With(("version", "s", ObjectBuilder.Text("1"))))),
    ];

    private static SignedCase Signed(string title, string problem, byte[] commit) =>
        new(title + ", validly signed", FaultCode.CommitMalformed, "{0}.commit: " + problem, repository => repository.AddSigned(commit));

    private static byte[] With(params (string Key, string Type, byte[] Value)[] metadata) =>
        ObjectBuilder.Commit(ObjectBuilder.Dictionary(metadata), [], Repository.Timestamp);

    // The framing offsets of commits of that size have four bytes each, and the timestamp is
    // aligned to 8.
    private static byte[] Sized(int size)
    {
        var rest = Repository.Commit(subject: new string('x', CommitBound / 2)).Length - (CommitBound / 2);
        return Repository.Commit(subject: new string('x', size - rest));
    }

    private static Func<Repository, string> Inflated(string suffix, long size) => repository =>
    {
        var checksum = repository.AddSigned(Repository.Commit());
        repository.Inflate(checksum, suffix, size);
        return checksum;
    };

    // Both have a valid signature. The first was deployed, and the second is under its name.
    private static string Renamed(Repository repository)
    {
        var deployed = repository.AddSigned(Repository.Commit(subject: "newer"));
        var older = repository.AddSigned(_older);
        foreach (var suffix in (string[])[".commit", ".commitmeta"])
            File.Copy(repository.Disk[Repository.PathOf(older) + suffix], repository.Disk[Repository.PathOf(deployed) + suffix], overwrite: true);
        return deployed;
    }
}
