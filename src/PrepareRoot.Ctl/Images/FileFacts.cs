using System;
using System.Collections.Generic;
using System.Globalization;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Images;

/// <summary>What a file is, as text by attribute.</summary>
internal static class FileFacts
{
    /// <summary>The facts about a file.</summary>
    /// <param name="image">The image.</param>
    /// <param name="entry">The file.</param>
    /// <param name="overlay">Its extended attributes.</param>
    /// <param name="algorithm">
    /// The hash for content in the image, so that it can be compared with an object; null if it does
    /// not matter.
    /// </param>
    internal static Dictionary<string, string> Of(OpenImage image, ImageEntry entry, OverlayMetadata overlay, FsVerityAlgorithm? algorithm)
    {
        var inode = entry.Inode;
        var facts = new Dictionary<string, string>
        {
            ["type"] = TypeOf(inode, overlay),
            ["mode"] = Convert.ToString(inode.Mode & 0xfff, 8),
            ["owner"] = inode.Owner.Text() + ":" + inode.Group.Text(),
            ["modified"] = string.Create(CultureInfo.InvariantCulture, $"{inode.ModifiedSeconds}.{inode.ModifiedNanoseconds:000000000}"),
        };
        if (inode.Type == FileType.Regular && !overlay.IsWhiteout)
        {
            facts["size"] = inode.Size.Text();
            facts["content"] = ContentOf(image, entry, overlay, algorithm ?? FsVerityAlgorithm.Sha256);
        }
        if (inode.Type == FileType.SymbolicLink)
            facts["target"] = NameText.Of(image.Target(entry));
        if (inode.IsDevice)
            facts["device"] = inode.Device.ToString();

        // The kernel shows the first of two with the same name.
        foreach (var xattr in overlay.Visible)
            facts.TryAdd("xattr " + NameText.Of(OverlayXattrs.VisibleName(xattr)), "'" + NameText.Of(image.Value(entry, xattr)) + "'");
        return facts;
    }

    private static string TypeOf(ErofsInode inode, OverlayMetadata overlay) => overlay.IsWhiteout ? "whiteout" : inode.Type switch
    {
        FileType.Regular => "file",
        FileType.Directory => "directory",
        FileType.SymbolicLink => "link",
        FileType.CharacterDevice => "character device",
        FileType.BlockDevice => "block device",
        FileType.Fifo => "FIFO",
        _ => "socket",
    };

    // An object without a digest is known by its path alone.
    private static string ContentOf(OpenImage image, ImageEntry entry, OverlayMetadata overlay, FsVerityAlgorithm algorithm)
    {
        if (overlay.Digest is { } digest)
            return digest.ToString();
        if (overlay.Object is { } path)
            return "object " + NameText.Of(path.Span);
        if (!entry.Inode.IsFlat)
            return "zeros";
        var tree = new FsVerityTree(algorithm);
        for (ulong position = 0; position < entry.Inode.Size;)
        {
            var part = image.Data(entry, position);
            tree.Append(part);
            position += (ulong)part.Length;
        }
        return tree.Finish().ToString();
    }
}
