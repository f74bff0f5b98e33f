using System;

namespace PrepareRoot.Formats;

/// <summary>A file of an image, by one of its names.</summary>
/// <param name="Parent">Its directory; null for the root.</param>
/// <param name="Name">Its name; empty for the root.</param>
/// <param name="Inode">Its inode.</param>
/// <param name="Overlay">
/// Its extended attributes; null if the walk had another name of the inode before.
/// </param>
internal sealed record ImageEntry(ImageEntry? Parent, ReadOnlyMemory<byte> Name, ErofsInode Inode, OverlayMetadata? Overlay)
{
    /// <summary>How many bytes the path has: <c>/usr/bin</c> has 8. 0 for the root.</summary>
    internal int PathSize { get; } = Parent is null ? 0 : Parent.PathSize + 1 + Name.Length;

    /// <summary>The absolute path: <c>/</c> for the root.</summary>
    internal byte[] Path
    {
        get
        {
            if (Parent is null)
                return "/"u8.ToArray();
            var path = new byte[PathSize];
            for (var entry = this; entry.Parent is not null; entry = entry.Parent)
            {
                entry.Name.Span.CopyTo(path.AsSpan(entry.PathSize - entry.Name.Length));
                path[entry.Parent.PathSize] = (byte)'/';
            }
            return path;
        }
    }
}
