using System;
using System.Buffers.Binary;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>A file system of a disk's partition.</summary>
/// <param name="Name">Its name in the kernel.</param>
/// <param name="WithoutLog">
/// The option with which it is mounted as it is, where its log can't be replayed; null: it has no
/// log.
/// </param>
internal sealed record FileSystemType(string Name, string? WithoutLog)
{
    /// <summary>How many bytes of its start are needed.</summary>
    internal const int HeadSize = 0x10048;

    // The magic numbers, and where they are: linux/magic.h, fs/ext4/ext4.h,
    // fs/xfs/libxfs/xfs_format.h, linux/btrfs_tree.h, linux/msdos_fs.h (fs_type).
    private const int Ext4Offset = 1024 + 56;
    private const ushort Ext4Magic = 0xef53;
    private const int BtrfsOffset = 0x10040;
    private const int Fat16Offset = 54;
    private const int Fat32Offset = 82;

    /// <summary>
    /// Whether the root of a disk may be in it. FAT, which an EFI system partition has, has no
    /// links.
    /// </summary>
    internal bool CanBeRoot => WithoutLog is not null;

    /// <summary>The file system that begins so; null if it is none of these.</summary>
    internal static FileSystemType? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("XFSB"u8))
            return new FileSystemType("xfs", "norecovery");
        if (head.Length >= HeadSize && head[BtrfsOffset..].StartsWith("_BHRfS_M"u8))
            return new FileSystemType("btrfs", "rescue=nologreplay");
        if (head.Length >= Ext4Offset + 2 && BinaryPrimitives.ReadUInt16LittleEndian(head[Ext4Offset..]) == Ext4Magic)
            return new FileSystemType("ext4", "norecovery");
        return head.Length > Fat32Offset && (head[Fat32Offset..].StartsWith("FAT32 "u8) || head[Fat16Offset..].StartsWith("FAT1"u8))
            ? new FileSystemType("vfat", null)
            : null;
    }
}
