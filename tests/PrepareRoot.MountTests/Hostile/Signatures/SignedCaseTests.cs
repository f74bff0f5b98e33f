using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Hostile.Signatures;

/// <summary>Which commits of a repository are trusted, and which are refused.</summary>
public class SignedCaseTests
{
    private static readonly Dictionary<string, SignedCase> _table =
        new[] { SignatureTable.Rows, CommitTable.Rows, BaseCommitTable.Rows }.SelectMany(rows => rows).ToDictionary(row => row.Title);

    public static TheoryData<string> Titles => [.. _table.Keys];

    [RequiresTheory(Needs.Root)]
    [MemberData(nameof(Titles))]
    public void Commit_is_trusted_only_for_a_valid_signature(string title)
    {
        var row = _table[title];
        using var repository = new Repository();
        var checksum = row.Make(repository);

        var isTrusted = repository.Read(checksum).Try(out var commit, out var fault);

        Assert.Equal(row.Fault, fault?.Code);
        if (isTrusted)
            Assert.Equal(Repository.Digest, commit!.ImageDigest.Bytes.ToArray());
        else
            Assert.Equal(string.Format(CultureInfo.InvariantCulture, row.Cause, repository.Disk[Repository.PathOf(checksum)]), fault!.Cause);
    }
}
