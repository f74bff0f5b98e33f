using System;
using System.Collections.Generic;
using System.Globalization;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>Where everything is in an image: inodes, shared attributes, then blocks of data.</summary>
internal sealed class ImageLayout
{
    /// <summary>The logarithm of the size of a block.</summary>
    internal const int BlockBits = 12;

    /// <summary>The size of a block.</summary>
    internal const int BlockSize = 1 << BlockBits;

    /// <summary>The units in which inodes are placed.</summary>
    internal const ulong NidUnit = 32;

    /// <summary>Where the first inode, the root directory's, is: after the superblock.</summary>
    internal const ulong FirstInode = 1024 + 128;

    private const int ObjectDirectories = 256;
    private const uint WhiteoutPermissions = 0x1a4; // 0644

    internal ImageLayout(ImageFile root, ImageFormat format)
    {
        Format = format;
        if (format == ImageFormat.V1)
            HideObjects(root);
        Files = format == ImageFormat.V1 ? ImageOrder.BreadthFirst(root) : ImageOrder.DepthFirst(root);
        BuildTime = format == ImageFormat.V1 ? EarliestTime(Files) : default;
        Shared = new SharedXattrs(Files, format);
        Place();
    }

    /// <summary>The format.</summary>
    internal ImageFormat Format { get; }

    /// <summary>All inodes in their order.</summary>
    internal List<ImageFile> Files { get; }

    /// <summary>The time that compact inodes have.</summary>
    internal (long Seconds, uint Nanoseconds) BuildTime { get; }

    /// <summary>The shared extended attributes.</summary>
    internal SharedXattrs Shared { get; }

    /// <summary>The block from which the numbers of the shared extended attributes count.</summary>
    internal uint SharedBlock { get; private set; }

    /// <summary>How many blocks the image has.</summary>
    internal uint Blocks { get; private set; }

    /// <summary>
    /// The type that a file has in the image: an escaped whiteout is a regular file there.
    /// </summary>
    internal static FileType TypeInImage(ImageFile file) => file.IsWhiteout ? FileType.Regular : file.Type;

    // Kernels without data-only layers show the directories of the objects, which are a lower layer.
    private static void HideObjects(ImageFile root)
    {
        var label = Array.FindAll(root.Xattrs, xattr => xattr.Name.AsSpan().SequenceEqual("security.selinux"u8));
        for (var i = 0; i < ObjectDirectories; i++)
        {
            var whiteout = new ImageFile(Convert.FromHexString(HexOfHex(i)), root, FileType.CharacterDevice)
            {
                HidesObjects = true,
                Permissions = WhiteoutPermissions,
                Owner = root.Owner,
                Group = root.Group,
                Seconds = root.Seconds,
                Nanoseconds = root.Nanoseconds,
                Xattrs = label,
            };
            var index = root.Names.BinarySearch(new ImageName(whiteout.Name, whiteout), DirectoryData.ByName);
            if (index < 0)
                root.Names.Insert(~index, new ImageName(whiteout.Name, whiteout));
        }
    }

    // The two digits of a number, each as the two digits of its character.
    private static string HexOfHex(int number) =>
        Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(number.ToString("x2", CultureInfo.InvariantCulture)));

    private static (long Seconds, uint Nanoseconds) EarliestTime(List<ImageFile> files)
    {
        var earliest = (long.MaxValue, uint.MaxValue);
        foreach (var file in files)
        {
            var time = (file.Seconds, file.Nanoseconds);
            if (time.CompareTo(earliest) < 0)
                earliest = time;
        }
        return earliest;
    }

    private void Place()
    {
        var position = FirstInode;
        var blocks = 0u;
        foreach (var file in Files)
        {
            var inode = new ImageInode(file, this);
            position = Align(position, NidUnit);
            position = Format == ImageFormat.V1 ? PlaceV1(file, inode, position) : PlaceV2(file, inode, position);
            file.Nid = position / NidUnit;
            file.Block = blocks;
            blocks += inode.Blocks;
            position += (ulong)(inode.HeadSize + inode.Tail);
        }
        position = Align(position, NidUnit);
        SharedBlock = Format == ImageFormat.V1 ? (uint)(position / BlockSize) : 0;
        var end = Align(Shared.Place(position, (ulong)SharedBlock * BlockSize), BlockSize);
        if (end + ((ulong)blocks * BlockSize) > ErofsImage.MaxSize)
            throw new FailureException("the image would have more than " + ErofsImage.MaxSize.Text() + " bytes");
        var first = (uint)(end / BlockSize);
        Blocks = first + blocks;
        foreach (var file in Files)
            file.Block += first;
    }

    // A tail must be within a block: where it would not be, it begins one. A symbolic link begins a
    // block with its inode, even if its target is too long for a tail: kernels before 6.12 need both
    // in one block.
    private static ulong PlaceV1(ImageFile file, ImageInode inode, ulong position)
    {
        if (file.Type == FileType.SymbolicLink)
        {
            return (position % BlockSize) + (ulong)(inode.HeadSize + file.Content.Length) > BlockSize
                ? Align(position, BlockSize)
                : position;
        }
        if (inode.HasChunks || inode.Tail == 0)
            return position;
        var tail = position + (ulong)inode.HeadSize;
        return tail / BlockSize != (tail + (ulong)inode.Tail - 1) / BlockSize
            ? Align(Align(tail, BlockSize) - (ulong)inode.HeadSize, NidUnit)
            : position;
    }

    // The last byte before the tail and the first after it must be in one block.
    private static ulong PlaceV2(ImageFile file, ImageInode inode, ulong position)
    {
        if (inode.HasChunks || inode.Tail == 0)
            return position;
        var last = position + (ulong)inode.HeadSize - 1;
        if (last / BlockSize != (last + 1 + (ulong)inode.Tail) / BlockSize)
            position += Align(BlockSize - (last % BlockSize), NidUnit);
        last = position + (ulong)inode.HeadSize - 1;
        return (last + 1) / BlockSize == (last + (ulong)inode.Tail) / BlockSize
            ? position
            : throw new FailureException(file.PathText + ": its " + ((ulong)inode.Tail).Text() + " bytes do not fit into a block of the image");
    }

    private static ulong Align(ulong position, ulong alignment) => (position + alignment - 1) / alignment * alignment;
}
