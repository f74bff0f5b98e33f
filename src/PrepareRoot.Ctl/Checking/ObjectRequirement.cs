using System;
using System.Buffers.Binary;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Checking;

/// <summary>What an image says of an object.</summary>
/// <param name="Path">Its path from the directory of the objects.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Digest">Its fs-verity digest; null if the image has none.</param>
internal sealed record ObjectRequirement(ReadOnlyMemory<byte> Path, ulong Size, FsVerityDigest? Digest)
{
    private const int MaxSize = ErofsImage.MaxPath + sizeof(ulong) + 1 + FsVerityDigest.Sha512Size;

    /// <summary>The requirement of a file; null if its content is not an object.</summary>
    internal static ObjectRequirement? Of(in ErofsInode inode, OverlayMetadata overlay) =>
        overlay.Object is { } path ? new ObjectRequirement(path, inode.Size, overlay.Digest) : null;

    /// <summary>
    /// 128 bits of a SHA-256 of all of it: files with the same key need to be checked only once,
    /// and no hostile image can give two of them the same.
    /// </summary>
    internal UInt128 Key()
    {
        Span<byte> text = stackalloc byte[MaxSize];
        BinaryPrimitives.WriteUInt64LittleEndian(text, Size);
        var length = sizeof(ulong);
        text[length++] = (byte)(Digest?.Algorithm ?? 0);
        if (Digest is { } digest)
        {
            digest.Bytes.CopyTo(text[length..]);
            length += digest.Bytes.Length;
        }
        Path.Span.CopyTo(text[length..]);
        length += Path.Length;
        Span<byte> hash = stackalloc byte[Sodium.Sha256Size];
        LibCrypto.Sha256(text[..length], hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
