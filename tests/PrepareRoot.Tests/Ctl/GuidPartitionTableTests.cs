using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using PrepareRoot.Ctl.Inputs;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>Which part of the image of a disk is the root.</summary>
public class GuidPartitionTableTests
{
    private const string Root = "4f68bce3-e8cd-4db1-96e7-fbcaf984b709";
    private const string Esp = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b";

    [Theory]
    [InlineData(512)]
    [InlineData(4096)]
    public void Partitions_have_type_offset_and_size(int sector)
    {
        var disk = Disk(sector, (Esp, 40, 49), (Guid.Empty.ToString(), 0, 0), (Root, 50, 50));

        Assert.Equal(
            [new Partition(1, new Guid(Esp), 40UL * (ulong)sector, 10UL * (ulong)sector), new Partition(3, new Guid(Root), 50UL * (ulong)sector, (ulong)sector)],
            Read(disk));
        Assert.Equal([false, true], Read(disk)!.Select(partition => partition.IsRoot));
    }

    // The offset in the header or in the first entry, and what is written there.
    [Theory]
    [InlineData(512, 0UL, null)]
    [InlineData(512 + 84, 64UL | (1UL << 32), "")]
    [InlineData(512 + 84, 1UL << 31, "")]
    [InlineData(512 + 72, ulong.MaxValue, "")]
    [InlineData(512 + 72, 1UL << 40, "")]
    [InlineData(512 + 80, 1UL | (128UL << 32), "1")]
    [InlineData(512 + 80, 0xffffffffUL | (128UL << 32), "1 2")]
    [InlineData(1024 + 32, 60UL, "2")]
    [InlineData(1024 + 40, ulong.MaxValue, "2")]
    public void Wrong_numbers_lead_to_fewer_partitions(int offset, ulong value, string? expected)
    {
        var disk = Disk(512, (Esp, 40, 49), (Root, 50, 59));
        BinaryPrimitives.WriteUInt64LittleEndian(disk.AsSpan(offset), value);

        Assert.Equal(expected, Read(disk) is { } partitions ? string.Join(' ', partitions.Select(partition => partition.Number.ToString(CultureInfo.InvariantCulture))) : null);
    }

    [Theory]
    [InlineData(0, "XFSB", "xfs norecovery")]
    [InlineData(0x10040, "_BHRfS_M", "btrfs rescue=nologreplay")]
    [InlineData(1024 + 56, "\u0053\u00ef", "ext4 norecovery")]
    [InlineData(54, "FAT16   ", "vfat ")]
    [InlineData(82, "FAT32   ", "vfat ")]
    [InlineData(1, "XFSB", null)]
    public void File_system_is_known_by_its_magic_number(int offset, string magic, string? expected)
    {
        var head = new byte[FileSystemType.HeadSize];
        System.Text.Encoding.Latin1.GetBytes(magic, head.AsSpan(offset));

        Assert.Equal(expected, FileSystemType.Of(head) is { } type ? type.Name + " " + type.WithoutLog : null);
        Assert.Null(FileSystemType.Of([]));
        Assert.Null(FileSystemType.Of(head.AsSpan(0, offset)));
    }

    private static IReadOnlyList<Partition>? Read(byte[] disk) => GuidPartitionTable.Read((buffer, offset) =>
    {
        if (offset >= (ulong)disk.Length)
            return 0;
        var count = Math.Min(buffer.Length, disk.Length - (int)offset);
        disk.AsMemory((int)offset, count).CopyTo(buffer);
        return count;
    });

    private static byte[] Disk(int sector, params (string Type, ulong First, ulong Last)[] partitions)
    {
        var disk = new byte[64 * sector];
        var header = disk.AsSpan(sector);
        "EFI PART"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt64LittleEndian(header[72..], 2);
        BinaryPrimitives.WriteUInt32LittleEndian(header[80..], 128);
        BinaryPrimitives.WriteUInt32LittleEndian(header[84..], 128);
        for (var i = 0; i < partitions.Length; i++)
        {
            var entry = disk.AsSpan((2 * sector) + (i * 128));
            new Guid(partitions[i].Type).TryWriteBytes(entry);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[32..], partitions[i].First);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[40..], partitions[i].Last);
        }
        return disk;
    }
}
