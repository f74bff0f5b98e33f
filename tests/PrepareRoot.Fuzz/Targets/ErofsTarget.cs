using System;
using PrepareRoot.Formats;
using PrepareRoot.Fuzz.Documents;
using PrepareRoot.Linux;

namespace PrepareRoot.Fuzz.Targets;

/// <summary>The reader of images.</summary>
internal static class ErofsTarget
{
    private const int LeastDirent = 13;
    private const int LargestContent = 64 * 1024;

    internal static Target[] All { get; } =
    [
        new("Erofs", Parse, ErofsImages.All, [[0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0], [36, 0, 0, 0, 0, 0, 0, 0], [0, 36, 0, 1], [1, (byte)'.'], [6, 0, 0, 0]]),
    ];

    private static bool Parse(byte[] bytes)
    {
        if (!ErofsImage.Open("image", new ByteArray(bytes)).Try(out var image, out var fault))
            return Checks.IsNone(fault);
        var walk = new ImageWalk(image);
        var (isValue, count) = (true, 0);
        while (walk.Next(out var entry))
        {
            count++;
            Checks.Hold(count <= 1 + (bytes.Length / LeastDirent), "there are more files than fit into the image");
            Checks.Hold(entry.Path.Length is > 0 and <= ErofsImage.MaxPath && entry.Path[0] == '/', "the path is too long");
            if (entry.Inode.Type == FileType.SymbolicLink)
                isValue &= Checks.IsValue(image.Target(entry.Inode), target => Checks.Hold((ulong)target.Length == entry.Inode.Size, "the target has another size"));
            else if (entry.Inode.IsFlat)
                isValue &= Checks.IsValue(image.Content(entry.Inode, LargestContent), content => Checks.Hold((ulong)content.Length == entry.Inode.Size, "the content has another size"));
            else if (entry.Inode.Type == FileType.Regular)
                isValue &= Checks.IsValue(image.IsHole(entry.Inode));
            foreach (var xattr in entry.Overlay?.Visible ?? [])
                isValue &= Checks.IsValue(image.Value(xattr), value => Checks.Hold(value.Length == xattr.ValueSize, "the value has another size"));
            if (entry.Overlay?.Object is { } path)
                Checks.Hold(path.Length > 0 && !path.Span.Contains((byte)0), "the path of an object is impossible");
        }
        return walk.Fault is null ? isValue && count > 0 : Checks.IsNone(walk.Fault);
    }
}
