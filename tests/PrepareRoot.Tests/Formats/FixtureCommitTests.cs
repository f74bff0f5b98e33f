using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Formats;

/// <summary>
/// The objects of deployments a to g, made by libostree itself (fixtures/README.md).
/// </summary>
public sealed class FixtureCommitTests(FixtureCommitTests.Repository repository) : IClassFixture<FixtureCommitTests.Repository>
{
    private const string A = "ee9601bc96c9373845550d5b811d0289880263aeb23308f43f9220cd17f5b7db";
    private const string Digest = "81b48fe8f555e42fdb6d0a43e61485cf17fc9ed2c15a5cfd088399634a444570";
    private const string Derived = "263d4e272b7c53a6ae10ab6852cb50709a5f5597fda266f50eb357aac553d511";
    private const string DigestOfB = "1abe6d617ce5c9ab51c7677d49c2044a1d88dc29e2f66e4ba1c4a27bd0f4906a";

    [Theory]
    [InlineData(A, Digest, null, false)]
    [InlineData("32cb0f1b5d0fe456f373bd6528dc7c7b4f56f3a897bb7ed41cfa6e8f8d9f2a17", DigestOfB, A, false)]
    [InlineData("edac4cd90547b16ce8309ede9dd3a44b3107422bd67e0b1e8db313c17e220241", Digest, null, false)]
    [InlineData("3865777458959f7eadb92036090aef3e88f733adbb6984f3a5c7c2b8b3e445ff", Digest, null, false)]
    [InlineData(Derived, Digest, A, true)]
    [InlineData("dba9c462aa507bd4695fd50750532a39de77519e009c07d73711b0846489905a", Digest, null, false)]
    [InlineData("21ef220614a86c7dc5f8bb3a3d5670d55a8e7a6c8874e44ea109829988d4c402", null, null, false)]
    public void Commits_of_libostree_give_digest_parent_and_origin(string checksum, string? digest, string? parent, bool hasImageConfig)
    {
        var content = repository.Read(checksum, "commit");
        Assert.Equal(checksum, Convert.ToHexStringLower(SHA256.HashData(content)));

        Assert.True(CommitObject.Parse(checksum, content).Try(out var commit, out _));
        Assert.Equal(digest, commit.ComposefsDigest is null ? null : Convert.ToHexStringLower(commit.ComposefsDigest));
        Assert.Equal(parent, commit.Parent is null ? null : Convert.ToHexStringLower(commit.Parent));
        Assert.Equal(hasImageConfig, commit.HasImageConfig);
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds((long)commit.Timestamp).Year, 2025, 2027);
    }

    [Theory]
    [InlineData(A, 1)]
    [InlineData("32cb0f1b5d0fe456f373bd6528dc7c7b4f56f3a897bb7ed41cfa6e8f8d9f2a17", 1)]
    [InlineData("3865777458959f7eadb92036090aef3e88f733adbb6984f3a5c7c2b8b3e445ff", 1)]
    [InlineData("dba9c462aa507bd4695fd50750532a39de77519e009c07d73711b0846489905a", 2)]
    [InlineData("21ef220614a86c7dc5f8bb3a3d5670d55a8e7a6c8874e44ea109829988d4c402", 1)]
    public void Detached_metadata_of_libostree_holds_signatures_of_64_bytes(string checksum, int count)
    {
        Assert.Null(DetachedMetadata.ReadEd25519Signatures(checksum, repository.Read(checksum, "commitmeta"), out var signatures));
        Assert.Equal(count, signatures.Count);
        foreach (var signature in signatures) Assert.Equal(64, signature.Length);
    }

    // Of the bootc-derived commit: it has all fields that are read.
    [Fact]
    public void Changed_byte_of_a_commit_of_libostree_changes_one_value_at_most_or_is_refused()
    {
        var content = repository.Read(Derived, "commit");
        var sound = Values(content)!;
        var counts = new int[3];
        for (var at = 0; at < content.Length; at++)
        {
            Mutation.OfByte(content, at, (_, changed) =>
            {
                if (Values(changed) is not { } values)
                {
                    counts[2]++;
                    return;
                }
                var different = values.Zip(sound).Count(pair => pair.First != pair.Second);
                Assert.InRange(different, 0, 1);
                counts[different]++;
            });
        }
        Assert.Equal(content.Length * byte.MaxValue, counts.Sum());
        Assert.All(counts, count => Assert.NotEqual(0, count));
    }

    [Fact]
    public void Truncated_commit_of_libostree_is_refused_at_every_length() =>
        Mutation.Truncated(repository.Read(Derived, "commit"), content => Assert.Null(Values(content)));

    // The fields of a commit; null if it is refused as malformed.
    private static string[]? Values(byte[] content)
    {
        if (CommitObject.Parse("a.commit", content).Try(out var commit, out var fault))
            return [Hex(commit.Parent), $"{commit.Timestamp}", Hex(commit.ComposefsDigest), $"{commit.HasImageConfig}"];
        Assert.Equal(FaultCode.CommitMalformed, fault.Code);
        return null;
    }

    private static string Hex(byte[]? bytes) => bytes is null ? "none" : Convert.ToHexStringLower(bytes);

    /// <summary>The commits in the fixture's repository, unpacked once.</summary>
    public sealed class Repository : IDisposable
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("prepare-root-commits-").FullName;

        public Repository()
        {
            var archive = Checkout.Fixture("ostree-sysroot.tar.zst");
            using var tar = Process.Start("sh", ["-c", "zstd -dc --long=27 \"$1\" | tar -xf - -C \"$2\" --wildcards '*.commit' '*.commitmeta'", "sh", archive, _directory]);
            tar.WaitForExit();
            Assert.Equal(0, tar.ExitCode);
        }

        public byte[] Read(string checksum, string type) =>
            File.ReadAllBytes(Path.Combine(_directory, "sysroot/ostree/repo/objects", checksum[..2], checksum[2..] + "." + type));

        public void Dispose() => Directory.Delete(_directory, recursive: true);
    }
}
