using System;
using System.Collections.Generic;
using System.Numerics;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// How an inode is written: <c>struct erofs_inode_compact</c> or <c>_extended</c> of
/// <c>fs/erofs/erofs_fs.h</c>, extended attributes, and a tail of data.
/// </summary>
internal sealed class ImageInode
{
    private const int CompactSize = 32;
    private const int ExtendedSize = 64;

    // struct erofs_xattr_ibody_header, of which xattr_icount counts one unit.
    private const int XattrHeaderSize = 12;
    private const int XattrUnit = 4;
    private const int MaxShared = byte.MaxValue;

    // The null chunk, and the largest logarithm of a chunk's size in blocks.
    private const uint NullChunk = uint.MaxValue;
    private const int MaxChunkBits = 31;
    private const int ChunkSize = sizeof(uint);

    private readonly ImageFile _file;
    private readonly SharedXattrs _shared;
    private readonly List<ImageXattr> _xattrs;
    private readonly bool _extended;
    private readonly int _sharedCount;
    private readonly int _chunkBits;
    private readonly ErofsLayout _layout;
    private readonly ulong _size;
    private readonly DirectoryData? _directory;

    internal ImageInode(ImageFile file, ImageLayout layout)
    {
        _file = file;
        _shared = layout.Shared;
        _xattrs = OverlayAttributes.Of(file, layout.Format);
        var xattrBytes = _xattrs.Count > 0 ? XattrHeaderSize : 0;
        foreach (var xattr in _xattrs)
        {
            var isShared = _shared.Contains(xattr);
            _sharedCount += isShared ? 1 : 0;
            xattrBytes += isShared ? XattrUnit : xattr.Size;
        }
        if (_sharedCount > MaxShared)
            throw new FailureException(file.PathText + ": has more than " + ((ulong)MaxShared).Text() + " extended attributes that other files have too");
        _directory = file.Type == FileType.Directory ? new DirectoryData(file) : null;
        _size = _directory is { } directory ? ((ulong)directory.Blocks * ImageLayout.BlockSize) + (ulong)directory.Tail
            : file.Object != default ? file.Size
            : (ulong)file.Content.Length;
        _extended = layout.Format == ImageFormat.V2
            || (file.Seconds, file.Nanoseconds) != layout.BuildTime
            || file.LinkCount > ushort.MaxValue || file.Owner > ushort.MaxValue || file.Group > ushort.MaxValue || _size > uint.MaxValue;
        HeadSize = (_extended ? ExtendedSize : CompactSize) + xattrBytes;
        if (_directory is not null)
        {
            (Blocks, Tail) = ((uint)_directory.Blocks, _directory.Tail);
        }
        else if (file.Object != default)
        {
            var bits = _size == 0 ? 0 : BitOperations.Log2(_size - 1) + 1 - ImageLayout.BlockBits;
            _chunkBits = layout.Format == ImageFormat.V2 ? MaxChunkBits : Math.Clamp(bits, 0, MaxChunkBits);
            Tail = (int)((_size + (1UL << (_chunkBits + ImageLayout.BlockBits)) - 1) >> (_chunkBits + ImageLayout.BlockBits)) * ChunkSize;
        }
        else if (layout.Format == ImageFormat.V2 || file.Type != FileType.SymbolicLink || HeadSize + file.Content.Length < ImageLayout.BlockSize)
        {
            Tail = file.Content.Length;
        }
        else if (file.Content.Length > 0)
        {
            Blocks = 1;
        }
        _layout = file.Object != default ? ErofsLayout.ChunkBased : Tail > 0 ? ErofsLayout.FlatInline : ErofsLayout.FlatPlain;
    }

    /// <summary>The bytes before the tail.</summary>
    internal int HeadSize { get; }

    /// <summary>The bytes of the tail, which follows it directly.</summary>
    internal int Tail { get; }

    /// <summary>Whether the tail is a table of chunks, which may cross the end of a block.</summary>
    internal bool HasChunks => _layout == ErofsLayout.ChunkBased;

    /// <summary>How many blocks of data there are.</summary>
    internal uint Blocks { get; }

    /// <summary>Writes it, with its tail.</summary>
    internal void WriteTo(ImageOutput output, uint number)
    {
        var xattrUnits = _xattrs.Count == 0 ? 0 : 1 + ((HeadSize - (_extended ? ExtendedSize : CompactSize) - XattrHeaderSize) / XattrUnit);
        if (xattrUnits > ushort.MaxValue)
            throw new FailureException(_file.PathText + ": its extended attributes are too large for an image");
        var union = _layout == ErofsLayout.ChunkBased ? (uint)_chunkBits
            : _file.Type is FileType.CharacterDevice or FileType.BlockDevice ? (uint)_file.Device.Packed
            : Blocks > 0 ? _file.Block
            : 0;
        output.Add((ushort)(((int)_layout << 1) | (_extended ? 1 : 0)));
        output.Add((ushort)xattrUnits);
        output.Add((ushort)((uint)ImageLayout.TypeInImage(_file) | _file.Permissions));
        output.Add(_extended ? (ushort)0 : (ushort)_file.LinkCount);
        if (_extended)
            output.Add(_size);
        else
            output.Add((ulong)(uint)_size);
        output.Add(union);
        output.Add(number);
        if (_extended)
        {
            output.Add(_file.Owner);
            output.Add(_file.Group);
            output.Add((ulong)_file.Seconds);
            output.Add(_file.Nanoseconds);
            output.Add(_file.LinkCount);
            output.FillTo(output.Position + 16);
        }
        else
        {
            output.Add((ushort)_file.Owner);
            output.Add((ushort)_file.Group);
            output.FillTo(output.Position + 4);
        }
        WriteXattrs(output);
        WriteTail(output);
    }

    /// <summary>Writes the blocks of data.</summary>
    internal void WriteBlocks(ImageOutput output)
    {
        if (_directory is not null)
            _directory.WriteBlocks(output);
        else if (Blocks > 0)
            output.Add(_file.Content);
        output.AlignTo(ImageLayout.BlockSize);
    }

    private void WriteXattrs(ImageOutput output)
    {
        if (_xattrs.Count == 0)
            return;
        var filter = uint.MaxValue;
        foreach (var xattr in _xattrs)
            filter &= ~xattr.FilterBit;
        output.Add(filter);
        output.Add((byte)_sharedCount);
        output.FillTo(output.Position + XattrHeaderSize - sizeof(uint) - sizeof(byte));
        foreach (var xattr in _xattrs)
        {
            if (_shared.Contains(xattr))
                output.Add(_shared.NumberOf(xattr));
        }
        foreach (var xattr in _xattrs)
        {
            if (!_shared.Contains(xattr))
                xattr.WriteTo(output);
        }
    }

    private void WriteTail(ImageOutput output)
    {
        if (_directory is not null)
            _directory.WriteTail(output);
        else if (_layout == ErofsLayout.FlatInline)
            output.Add(_file.Content);
        for (var written = 0; _layout == ErofsLayout.ChunkBased && written < Tail; written += ChunkSize)
            output.Add(NullChunk);
    }
}
