using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// Computes the fs-verity digest of a file (4096-byte blocks, no salt) from its content, on any
/// file system. The content is appended in pieces of any size. One block per level of the Merkle
/// tree is kept in memory, less than 50 KB for the largest possible file.
/// <para>
/// Format: <c>Documentation/filesystems/fsverity.rst</c>, "Merkle tree" and "fs-verity descriptor".
/// The content is split into blocks, and the last one is padded with zeros. The hashes of the
/// blocks are the content of the next level, until a level has a single hash, the root hash. The
/// digest is the hash of the <c>struct fsverity_descriptor</c> (<c>linux/fsverity.h</c>) that
/// contains the root hash.
/// </para>
/// </summary>
internal sealed class FsVerityTree
{
    /// <summary>The block size in bytes.</summary>
    public const int BlockSize = 1 << LogBlockSize;

    private const int LogBlockSize = 12;

    // struct fsverity_descriptor: version, hash_algorithm, log_blocksize, salt_size, le32 that is
    // 0, le64 data_size, root_hash[64], salt[32], reserved[144].
    private const int DescriptorSize = 256;
    private const byte DescriptorVersion = 1;
    private const int DataSizeOffset = 8;
    private const int RootHashOffset = 16;

    private readonly FsVerityAlgorithm _algorithm;
    private readonly int _hashSize;
    private readonly List<Level> _levels = [];
    private int _used;
    private ulong _size;

    /// <summary>The tree of an empty file.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The algorithm is unknown.</exception>
    public FsVerityTree(FsVerityAlgorithm algorithm)
    {
        _algorithm = algorithm;
        _hashSize = algorithm switch
        {
            FsVerityAlgorithm.Sha256 => FsVerityDigest.Sha256Size,
            FsVerityAlgorithm.Sha512 => FsVerityDigest.Sha512Size,
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };
    }

    /// <summary>Begins with another file, in the same memory.</summary>
    public void Restart()
    {
        foreach (var level in _levels)
            level.Filled = 0;
        _used = 0;
        _size = 0;
    }

    /// <summary>Adds the next piece of the file.</summary>
    public void Append(ReadOnlySpan<byte> content)
    {
        _size += (ulong)content.Length;
        Append(0, content);
    }

    /// <summary>The digest of the whole content. Next is <see cref="Restart"/>.</summary>
    public FsVerityDigest Finish()
    {
        Span<byte> descriptor = stackalloc byte[DescriptorSize];
        descriptor.Clear();
        descriptor[0] = DescriptorVersion;
        descriptor[1] = (byte)_algorithm;
        descriptor[2] = LogBlockSize;
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[DataSizeOffset..], _size);
        FinishRoot(descriptor[RootHashOffset..]);

        Span<byte> digest = stackalloc byte[_hashSize];
        Hash(descriptor, digest);
        return FsVerityDigest.From(_algorithm, digest);
    }

    // The root hash of an empty file is all zeros.
    private void FinishRoot(Span<byte> root)
    {
        for (var i = 0; i < _used; i++)
        {
            var level = _levels[i];
            var isTop = i == _used - 1;
            if (isTop && i > 0 && level.Filled == _hashSize)
                level.Block.AsSpan(0, _hashSize).CopyTo(root);
            else
                HashBlock(i);
        }
    }

    // Level 0 is the content. Level N+1 has the hashes of the blocks of level N.
    private void Append(int number, ReadOnlySpan<byte> content)
    {
        if (number == _used && !content.IsEmpty)
        {
            if (number == _levels.Count)
                _levels.Add(new Level());
            _used++;
        }
        while (!content.IsEmpty)
        {
            // A full block is hashed only when more content follows, because FinishRoot treats the
            // last block of a level differently.
            var level = _levels[number];
            if (level.Filled == BlockSize)
                HashBlock(number);
            if (level.Filled == 0 && content.Length > BlockSize)
            {
                AppendHash(number, content[..BlockSize]);
                content = content[BlockSize..];
                continue;
            }
            var count = Math.Min(BlockSize - level.Filled, content.Length);
            content[..count].CopyTo(level.Block.AsSpan(level.Filled));
            level.Filled += count;
            content = content[count..];
        }
    }

    private void HashBlock(int number)
    {
        var level = _levels[number];
        level.Block.AsSpan(level.Filled).Clear();
        level.Filled = 0;
        AppendHash(number, level.Block);
    }

    private void AppendHash(int number, ReadOnlySpan<byte> block)
    {
        Span<byte> hash = stackalloc byte[_hashSize];
        Hash(block, hash);
        Append(number + 1, hash);
    }

    private void Hash(ReadOnlySpan<byte> content, Span<byte> hash)
    {
        if (_algorithm == FsVerityAlgorithm.Sha256)
            LibCrypto.Sha256(content, hash);
        else
            LibCrypto.Sha512(content, hash);
    }

    private sealed class Level
    {
        internal readonly byte[] Block = new byte[BlockSize];
        internal int Filled;
    }
}
