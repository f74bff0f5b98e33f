using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>
/// The partitions of a disk with a GUID partition table (UEFI Specification, chapter 5). Its
/// checksums are not compared: a wrong number leads to a partition without a file system.
/// </summary>
internal static class GuidPartitionTable
{
    private const int EntriesOffset = 72;
    private const int CountOffset = 80;
    private const int EntrySizeOffset = 84;
    private const int HeaderSize = 92;
    private const int MinEntrySize = 128;
    private const int MaxEntrySize = 4096;

    // Tables have 128.
    private const int MaxPartitions = 256;

    private static readonly int[] _sectorSizes = [512, 4096];

    /// <summary>Reads it.</summary>
    /// <param name="read">Reads from an offset of the disk, as many bytes as there are.</param>
    /// <returns>Null if there is none.</returns>
    internal static IReadOnlyList<Partition>? Read(Func<Memory<byte>, ulong, int> read)
    {
        var header = new byte[HeaderSize];
        foreach (var sector in _sectorSizes)
        {
            if (read(header, (ulong)sector) == HeaderSize && header.AsSpan().StartsWith("EFI PART"u8))
                return Entries(read, header, (ulong)sector);
        }
        return null;
    }

    private static List<Partition> Entries(Func<Memory<byte>, ulong, int> read, byte[] header, ulong sector)
    {
        var start = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(EntriesOffset));
        var count = Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(CountOffset)), MaxPartitions);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(EntrySizeOffset));
        var partitions = new List<Partition>();
        if (size is < MinEntrySize or > MaxEntrySize || start > ulong.MaxValue / sector / 2)
            return partitions;
        var entry = new byte[MinEntrySize];
        for (uint i = 0; i < count; i++)
        {
            if (read(entry, (start * sector) + ((ulong)i * size)) < entry.Length)
                break;
            var type = new Guid(entry.AsSpan(0, 16));
            var first = BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(32));
            var last = BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(40));
            if (type != Guid.Empty && first <= last && last < ulong.MaxValue / sector - 1)
                partitions.Add(new Partition((int)i + 1, type, first * sector, (last - first + 1) * sector));
        }
        return partitions;
    }
}

/// <summary>A part of a disk.</summary>
/// <param name="Number">Its number, from 1 on; 0 for the whole disk.</param>
/// <param name="Type">Its type.</param>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Size">Its bytes; 0: to the end.</param>
internal sealed record Partition(int Number, Guid Type, ulong Offset, ulong Size)
{
    // SD_GPT_ROOT_… of the Discoverable Partitions Specification (UAPI.2).
    private static readonly HashSet<Guid> _roots =
    [
        new("4f68bce3-e8cd-4db1-96e7-fbcaf984b709"), // x86-64
        new("b921b045-1df0-41c3-af44-4c6f280d3fae"), // ARM, 64-bit
        new("72ec70a6-cf74-40e6-bd49-4bda08e8f224"), // RISC-V, 64-bit
        new("77055800-792c-4f94-b39a-98c91b762bb6"), // LoongArch, 64-bit
        new("c31c45e6-3f39-412e-80fb-4809c4980599"), // PowerPC, 64-bit, little endian
        new("5eead9a9-fe09-4a1e-a1d7-520d00531306"), // s390x
    ];

    // SD_GPT_ESP and SD_GPT_XBOOTLDR of the same specification. Installers also give /boot the type
    // of Linux data, SD_GPT_LINUX_GENERIC.
    private static readonly HashSet<Guid> _boots =
    [
        new("c12a7328-f81f-11d2-ba4b-00a0c93ec93b"),
        new("bc13c2ff-59e6-4262-a352-b275fd6f7172"),
        new("0fc63daf-8483-4772-8e79-3d69d8477de4"),
    ];

    /// <summary>The whole disk.</summary>
    internal static readonly Partition Whole = new(0, Guid.Empty, 0, 0);

    /// <summary>Whether its type says that it is a root file system.</summary>
    internal bool IsRoot => _roots.Contains(Type);

    /// <summary>Whether its type is one of those that hold boot entries.</summary>
    internal bool MayHaveBootEntries => _boots.Contains(Type);
}
