using System;
using System.Buffers.Binary;

namespace PrepareRoot.Formats;

/// <summary>
/// The bytes that a signature over a digest signs: <c>struct fsverity_formatted_digest</c> of
/// <c>linux/fsverity.h</c>, as for the kernel's built-in signature verification.
/// </summary>
internal static class FormattedDigest
{
    private const int HeaderSize = 12;

    /// <summary>
    /// The bytes for a digest: <c>"FSVerity"</c>, the algorithm and the digest's size as
    /// little-endian 16-bit numbers, the digest.
    /// </summary>
    public static byte[] Of(FsVerityDigest digest)
    {
        var bytes = new byte[HeaderSize + digest.Bytes.Length];
        "FSVerity"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)digest.Algorithm);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)digest.Bytes.Length);
        digest.Bytes.CopyTo(bytes.AsSpan(HeaderSize));
        return bytes;
    }
}
