using System;
using System.IO;
using System.Linq;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Support;
using PrepareRoot.Trust;

namespace PrepareRoot.MountTests.Hostile.Signatures;

/// <summary>An ostree repository with only commits, on a <see cref="MemoryDisk"/>.</summary>
public sealed class Repository : IDisposable
{
    public const string DigestKey = "ostree.composefs.digest.v0";
    public const string ImageConfigKey = "ostree.container.image-config";
    public const string SignaturesKey = "ostree.sign.ed25519";

    /// <summary>The default timestamp of commits.</summary>
    public const ulong Timestamp = 1_800_000_000;

    /// <summary>The image digest in the commits.</summary>
    public static readonly byte[] Digest = Sodium.Sha256("the image"u8);

    /// <summary>The disk.</summary>
    public MemoryDisk Disk { get; } = new();

    /// <summary>A commit as a build server makes it.</summary>
    public static byte[] Commit(byte[]? digest = null, byte[]? parent = null, ulong timestamp = Timestamp, string subject = "") => ObjectBuilder.Commit(
        ObjectBuilder.Dictionary(("version", "s", ObjectBuilder.Text("1")), (DigestKey, "ay", digest ?? Digest)), parent ?? [], timestamp, subject);

    /// <summary>A commit that bootc derives on the machine from another one.</summary>
    public static byte[] Derived(string parent, int filler = 2) => ObjectBuilder.Commit(
        ObjectBuilder.Dictionary((DigestKey, "ay", Sodium.Sha256("derived"u8)), (ImageConfigKey, "s", ObjectBuilder.Text(new string('x', filler)))),
        Convert.FromHexString(parent),
        Timestamp);

    /// <summary>Detached metadata with these signatures.</summary>
    public static byte[] Metadata(params byte[][] signatures) =>
        ObjectBuilder.Dictionary((SignaturesKey, "aay", ObjectBuilder.Arrays(signatures)));

    /// <summary>Detached metadata with a signature of the commit by each of the keys.</summary>
    public static byte[] SignedBy(byte[] commit, params byte[][] seeds) => Metadata([.. seeds.Select(seed => Sodium.Sign(commit, seed))]);

    /// <summary>The path of a commit's file without its <c>.commit</c>.</summary>
    public static string PathOf(string checksum) => "ostree/repo/objects/" + checksum[..2] + "/" + checksum[2..];

    /// <summary>Adds a commit.</summary>
    /// <param name="commit">The object.</param>
    /// <param name="metadata">Its detached metadata; null: none.</param>
    /// <returns>Its checksum.</returns>
    public string Add(byte[] commit, byte[]? metadata = null)
    {
        var checksum = Convert.ToHexStringLower(Sodium.Sha256(commit));
        Disk.Write(PathOf(checksum) + ".commit", commit);
        if (metadata is not null)
            Disk.Write(PathOf(checksum) + ".commitmeta", metadata);
        return checksum;
    }

    /// <summary>Adds a commit that the first key signed.</summary>
    public string AddSigned(byte[] commit) => Add(commit, SignedBy(commit, TestKeys.First));

    /// <summary>Makes one of a commit's files sparse and this large.</summary>
    public void Inflate(string checksum, string suffix, long size)
    {
        using var file = File.OpenWrite(Disk[PathOf(checksum) + suffix]);
        file.SetLength(size);
    }

    /// <summary>Reads a commit as the boot binary does.</summary>
    internal Result<SignedCommit> Read(string checksum)
    {
        using var sysroot = Disk.Open();
        return SignedCommit.Read(sysroot, checksum, TestKeys.Trusted);
    }

    /// <inheritdoc/>
    public void Dispose() => Disk.Dispose();
}
