using System;
using System.Buffers.Binary;
using PrepareRoot.Formats;
using PrepareRoot.Fuzz.Documents;
using PrepareRoot.Linux;

namespace PrepareRoot.Fuzz.Targets;

/// <summary>The image, and the kernel's table of what is mounted.</summary>
internal static class DiskTargets
{
    internal static Target[] All { get; } =
    [
        new("ComposefsHeader", ParseHeader, DiskDocuments.Images, [[0xe2, 0xe1, 0xf5, 0xe0], [0], [0xff, 0xff, 0xff, 0xff]]),
        new("MountTable", ParseMounts, DiskDocuments.MountTables.Utf8(), Checks.Bytes(" ", "\n", "1 ", "2 1 0:1 / / rw - x\n", "1 2 0:1 / / rw - x\n", "18446744073709551615", "-", "\\040")),
    ];

    // What is an image in a file of some size is the same image in a larger one.
    private static bool ParseHeader(byte[] bytes)
    {
        var start = bytes.AsSpan(0, Math.Min(bytes.Length, ComposefsHeader.Size));
        var fits = ComposefsHeader.Parse("f", start, (ulong)bytes.Length);
        var isValue = Checks.IsValue(ComposefsHeader.Parse("f", start, ulong.MaxValue), header =>
        {
            if (fits.Try(out var same, out _))
                Checks.Hold(same == header, "the size of the file changes the header");
        });
        Checks.Hold(!Checks.IsValue(fits) || (isValue && (ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(1024 + 36)) << bytes[1024 + 12] <= (ulong)bytes.Length), "a truncated image is taken");
        return isValue;
    }

    private static bool ParseMounts(byte[] bytes)
    {
        for (ulong id = 1; id <= 12; id++)
        {
            var count = MountTable.CountMountsBeneath(bytes, id);
            Checks.Hold(count >= 0 && count < bytes.AsSpan().Count((byte)'\n') + 1, "there are more mounts than lines");
        }
        return true;
    }
}
