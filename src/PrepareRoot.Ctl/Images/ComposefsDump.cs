using System;
using System.Collections.Generic;
using System.Globalization;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Images;

/// <summary>
/// Writes an image in the text format of composefs, as <c>composefs-info dump</c> does. The source
/// of the format is composefs-dump(5).
/// </summary>
internal sealed class ComposefsDump(OpenImage image, OutputBuffer output)
{
    // What composefs-info dumps as the mode of a whiteout.
    private const int CharacterDevice = (int)FileType.CharacterDevice;
    private const int PermissionMask = 0xfff;

    private const string None = "-";

    private readonly Dictionary<ulong, ImageEntry> _firstNames = HardLinks.FirstNames(image);

    /// <summary>Writes the line of a file.</summary>
    internal void Add(ImageEntry entry)
    {
        var inode = entry.Inode;
        var overlay = image.Overlay(entry);
        var link = entry.Overlay is null ? _firstNames[inode.Nid] : null;
        var mode = overlay.IsWhiteout ? CharacterDevice | (inode.Mode & PermissionMask) : inode.Mode;
        var size = overlay.IsWhiteout ? 0 : inode.Size;
        Escape(entry.Path);
        output.Add(string.Create(
            CultureInfo.InvariantCulture,
            $" {size} {(link is null ? "" : "@")}{Convert.ToString(mode, 8)} {inode.LinkCount} {inode.Owner} {inode.Group} {inode.PackedDevice} {inode.ModifiedSeconds}.{inode.ModifiedNanoseconds} "));
        AddPayload(entry, overlay, link);
        output.Add(' ');
        if (entry.Inode is { Type: FileType.Regular, IsFlat: true, Size: > 0 })
            AddContent(entry, size);
        else
            output.Add(None);

        // composefs knows only SHA-256.
        output.Add(' ').Add(overlay.Digest is { Algorithm: FsVerityAlgorithm.Sha256 } digest ? digest.Hex : None);
        foreach (var xattr in overlay.Visible)
        {
            output.Add(' ');
            Escape(OverlayXattrs.VisibleName(xattr), escapeEqual: true);
            output.Add('=');
            Escape(image.Value(entry, xattr), escapeEqual: true);
        }
        output.Add('\n');
    }

    private void AddPayload(ImageEntry entry, OverlayMetadata overlay, ImageEntry? link)
    {
        if (link is not null)
            EscapeOptional(link.Path);
        else if (entry.Inode.Type == FileType.SymbolicLink)
            EscapeOptional(image.Target(entry));
        else if (overlay.Object is { } path)
            EscapeOptional(path.Span);
        else
            output.Add(None);
    }

    // Of a whiteout, this is nothing: its size is 0.
    private void AddContent(ImageEntry entry, ulong size)
    {
        for (ulong position = 0; position < size;)
        {
            var part = image.Data(entry, position);
            if (size == 1)
                EscapeOptional(part);
            else
                Escape(part);
            position += (ulong)part.Length;
        }
    }

    // A field that may be missing, which is written as "-".
    private void EscapeOptional(ReadOnlySpan<byte> text)
    {
        if (text.SequenceEqual("-"u8))
            output.Add("\\x2d");
        else
            Escape(text);
    }

    private void Escape(ReadOnlySpan<byte> text, bool escapeEqual = false)
    {
        foreach (var value in text)
        {
            switch (value)
            {
                case (byte)'\\':
                    output.Add("\\\\");
                    break;
                case (byte)'\n':
                    output.Add("\\n");
                    break;
                case (byte)'\r':
                    output.Add("\\r");
                    break;
                case (byte)'\t':
                    output.Add("\\t");
                    break;
                case > (byte)' ' and <= (byte)'~' when value != '=' || !escapeEqual:
                    output.Add((char)value);
                    break;
                default:
                    output.Add("\\x").Add(value.ToString("x2", CultureInfo.InvariantCulture));
                    break;
            }
        }
    }
}
