using System;
using System.IO;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Hostile.Signatures;

/// <summary>
/// Commits that bootc derived from a base. A commit without a signature is trusted if its base is
/// signed, but not if only the base of the base is.
/// </summary>
public static class BaseCommitTable
{
    private static readonly byte[] _base = Repository.Commit();
    private static readonly string _baseChecksum = Convert.ToHexStringLower(Sodium.Sha256(_base));
    private static readonly byte[] _derived = Repository.Derived(_baseChecksum);

    internal static SignedCase[] Rows { get; } =
    [
        new("a derived commit with a signed base", null, "", repository => Derive(repository, null)),
        new("a derived commit with a valid signature of its own", null, "", repository =>
        {
            var commit = ObjectBuilder.Commit(
                ObjectBuilder.Dictionary((Repository.DigestKey, "ay", Repository.Digest), (Repository.ImageConfigKey, "s", ObjectBuilder.Text("{}"))),
                new byte[32],
                Repository.Timestamp);
            return repository.AddSigned(commit);
        }),

        Refused("a derived commit with an empty file of signatures", FaultCode.SignatureInvalid, "{0}.commitmeta: none of its 0 Ed25519 signatures is by a key of keys", []),
        Refused("a derived commit that a stranger signed", FaultCode.SignatureInvalid, "{0}.commitmeta: none of its 1 Ed25519 signatures is by a key of keys", Repository.SignedBy(_derived, TestKeys.Stranger)),
        Refused("a derived commit with garbage for signatures", FaultCode.CommitMalformed, "{0}.commitmeta: not the detached metadata of a commit", [1, 2, 3]),
        Refused("a derived commit with its base's signatures", FaultCode.SignatureInvalid, "{0}.commitmeta: none of its 1 Ed25519 signatures is by a key of keys", Repository.SignedBy(_base, TestKeys.First)),
        new("a derived commit with a directory for signatures", FaultCode.CommitMalformed, "{0}.commitmeta must be a regular file, but is a directory", repository =>
        {
            var checksum = Derive(repository, null);
            Directory.CreateDirectory(repository.Disk[Repository.PathOf(checksum) + ".commitmeta"]);
            return checksum;
        }),
        new("a derived commit with a link that leads nowhere for signatures", FaultCode.PathRefused, "{0}.commitmeta has a symbolic link where none is allowed", repository =>
        {
            var checksum = Derive(repository, null);
            File.CreateSymbolicLink(repository.Disk[Repository.PathOf(checksum) + ".commitmeta"], "nowhere");
            return checksum;
        }),

        Without("a commit without an image configuration and with a signed parent", Repository.Commit(parent: Convert.FromHexString(_baseChecksum))),
        Without("a derived commit without a parent", ObjectBuilder.Commit(
            ObjectBuilder.Dictionary((Repository.DigestKey, "ay", Repository.Digest), (Repository.ImageConfigKey, "s", ObjectBuilder.Text("{}"))), [], 1)),
    ];

    private static SignedCase Refused(string title, FaultCode fault, string cause, byte[] metadata) =>
        new(title, fault, cause, repository => Derive(repository, metadata));

    private static SignedCase Without(string title, byte[] commit) => new(
        title,
        FaultCode.SignatureInvalid,
        "{0}.commitmeta: No such file or directory",
        repository =>
        {
            repository.AddSigned(_base);
            return repository.Add(commit);
        });

    private static string Derive(Repository repository, byte[]? metadata)
    {
        repository.AddSigned(_base);
        return repository.Add(_derived, metadata);
    }
}
