using System;
using System.Collections.Generic;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// The data of a directory: blocks that each have entries (<c>struct erofs_dirent</c> of
/// <c>fs/erofs/erofs_fs.h</c>) and after them the names. The last block is a tail after the inode
/// if it is at most half full.
/// </summary>
internal sealed class DirectoryData
{
    private const int DirentSize = 12;
    private const int MaxTail = ImageLayout.BlockSize / 2;

    private readonly List<ImageName> _names;

    // The index of the first name of each block, and one more at the end.
    private readonly List<int> _starts = [0];

    internal DirectoryData(ImageFile directory)
    {
        _names = new List<ImageName>(directory.Names.Count + 2);
        _names.AddRange(directory.Names);
        Insert([.. "."u8], directory);
        Insert([.. ".."u8], directory.Parent ?? directory);
        var used = 0;
        for (var i = 0; i < _names.Count; i++)
        {
            var size = DirentSize + _names[i].Name.Length;
            if (used + size > ImageLayout.BlockSize)
            {
                _starts.Add(i);
                used = 0;
            }
            used += size;
        }
        _starts.Add(_names.Count);
        (Blocks, Tail) = used <= MaxTail ? (_starts.Count - 2, used) : (_starts.Count - 1, 0);
    }

    /// <summary>How many whole blocks there are.</summary>
    internal int Blocks { get; }

    /// <summary>How many bytes the tail has.</summary>
    internal int Tail { get; }

    /// <summary>Writes the whole blocks.</summary>
    internal void WriteBlocks(ImageOutput output)
    {
        for (var block = 0; block < Blocks; block++)
        {
            WriteBlock(block, output);
            output.AlignTo(ImageLayout.BlockSize);
        }
    }

    /// <summary>Writes the tail.</summary>
    internal void WriteTail(ImageOutput output)
    {
        if (Tail > 0)
            WriteBlock(Blocks, output);
    }

    private void WriteBlock(int block, ImageOutput output)
    {
        var (start, end) = (_starts[block], _starts[block + 1]);
        var offset = (end - start) * DirentSize;
        for (var i = start; i < end; i++)
        {
            output.Add(_names[i].File.Nid);
            output.Add((ushort)offset);
            output.Add(TypeOf(_names[i].File));
            output.Add((byte)0);
            offset += _names[i].Name.Length;
        }
        for (var i = start; i < end; i++)
            output.Add(_names[i].Name);
    }

    private void Insert(byte[] name, ImageFile file)
    {
        var index = _names.BinarySearch(new ImageName(name, file), ByName);
        _names.Insert(~index, new ImageName(name, file));
    }

    /// <summary>The order of the names in a directory.</summary>
    internal static Comparer<ImageName> ByName { get; } =
        Comparer<ImageName>.Create((left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name));

    // EROFS_FT_… of fs/erofs/erofs_fs.h, which are those of linux/fs_types.h.
    private static byte TypeOf(ImageFile file) => ImageLayout.TypeInImage(file) switch
    {
        FileType.Regular => 1,
        FileType.Directory => 2,
        FileType.CharacterDevice => 3,
        FileType.BlockDevice => 4,
        FileType.Fifo => 5,
        FileType.Socket => 6,
        FileType.SymbolicLink => 7,
        _ => 0,
    };
}
