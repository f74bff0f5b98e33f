using System;
using System.Buffers.Binary;
using System.IO;
using ZstdSharp;

namespace PrepareRoot.Ctl.Archives;

/// <summary>
/// One frame of Zstandard (RFC 8878). Where it ends is in the headers of its blocks.
/// </summary>
internal static class ZstdFrame
{
    private const int MagicSize = 4;
    private const int BlockHeaderSize = 3;
    private const int ChecksumSize = 4;
    private const int RunLengthBlock = 1;

    // The sizes by the flags of the descriptor: section 3.1.1.1.1.
    private static readonly byte[] ContentSizes = [0, 2, 4, 8];
    private static readonly byte[] DictionarySizes = [0, 1, 2, 4];

    /// <summary>The content. The input moves to the end of the frame.</summary>
    internal static Stream Open(FilePart input)
    {
        var start = input.Offset;
        SkipFrame(input);
        return new DecompressionStream(input.Part(start, input.Offset));
    }

    private static void SkipFrame(FilePart input)
    {
        input.Offset += MagicSize;
        var descriptor = ReadByte(input);
        var isSingleSegment = (descriptor & 0x20) != 0;
        var contentSize = ContentSizes[descriptor >> 6];
        if (isSingleSegment && contentSize == 0)
            contentSize = 1;
        input.Offset += (isSingleSegment ? 0 : 1) + DictionarySizes[descriptor & 3] + contentSize;
        Span<byte> bytes = stackalloc byte[4];
        bool isLast;
        do
        {
            input.ReadExactly(bytes[..BlockHeaderSize]);
            var header = BinaryPrimitives.ReadUInt32LittleEndian(bytes) & 0xffffff;
            isLast = (header & 1) != 0;
            input.Offset += ((header >> 1) & 3) == RunLengthBlock ? 1 : header >> 3;
        }
        while (!isLast);
        input.Offset += (descriptor & 4) != 0 ? ChecksumSize : 0;
        if (input.Offset > input.End)
            throw new EndOfStreamException();
    }

    private static int ReadByte(FilePart input) => input.ReadByte() is >= 0 and var value ? value : throw new EndOfStreamException();
}
