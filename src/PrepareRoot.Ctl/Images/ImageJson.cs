using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Images;

/// <summary>
/// Writes what is in an image as JSON, one file or object a line. Files are not kept, so their number
/// does not matter for the memory. The names of objects are kept, to sort them.
/// </summary>
/// <param name="image">The image.</param>
/// <param name="output">Where it is written.</param>
internal sealed class ImageJson(OpenImage image, OutputBuffer output)
{
    // composefs puts only small files into the image.
    private const ulong ContentBound = 1 << 20;

    private readonly CtlJson _json = CtlJson.OnOneLine();

    /// <summary>The files, as <c>inspect ls</c> has them.</summary>
    internal void List() => WriteFiles(write => image.ForEach(entry =>
    {
        if (entry.Parent is not null)
            write(Summary(entry, image.Overlay(entry)));
    }));

    /// <summary>The objects, sorted, each once.</summary>
    internal void Objects()
    {
        var objects = new SortedDictionary<string, ImageObjectReport>(StringComparer.Ordinal);
        image.ForEach(entry =>
        {
            if (entry.Overlay is { Object: { } object_ } overlay)
                objects.TryAdd(NameText.Of(object_.Span), new ImageObjectReport(NameText.Of(object_.Span), entry.Inode.Size, overlay.Digest?.ToString()));
        });
        WriteObjects(objects.Values);
    }

    /// <summary>Everything about the files.</summary>
    internal void Dump()
    {
        var firstNames = HardLinks.FirstNames(image);
        WriteFiles(write => image.ForEach(entry =>
        {
            var (inode, overlay) = (entry.Inode, image.Overlay(entry));
            write(Summary(entry, overlay) with
            {
                Inode = inode.Nid,
                Mode = Convert.ToString(inode.Mode & 0xfff, 8),
                Links = inode.LinkCount,
                Owner = inode.Owner,
                Group = inode.Group,
                Modified = string.Create(CultureInfo.InvariantCulture, $"{inode.ModifiedSeconds}.{inode.ModifiedNanoseconds:000000000}"),
                Device = inode.IsDevice ? inode.Device.ToString() : null,
                HardLinkOf = entry.Overlay is null ? NameText.Of(firstNames[inode.Nid].Path) : null,
                Content = Content(entry, overlay),
                Xattrs = [.. overlay.Visible.Select(xattr => new ImageXattrReport(
                    NameText.Of(OverlayXattrs.VisibleName(xattr)), Convert.ToBase64String(image.Value(entry, xattr))))],
            });
        }));
    }

    private ImageFileReport Summary(ImageEntry entry, OverlayMetadata overlay) => new()
    {
        Path = NameText.Of(entry.Path),
        Type = overlay.IsWhiteout ? "whiteout" : TypeOf(entry.Inode.Type),
        Size = entry.Inode.Type == FileType.Regular && !overlay.IsWhiteout ? entry.Inode.Size : null,
        Target = entry.Inode.Type == FileType.SymbolicLink ? NameText.Of(image.Target(entry)) : null,
        Object = overlay.Object is { } path ? NameText.Of(path.Span) : null,
        Digest = overlay.Digest?.ToString(),
    };

    private string? Content(ImageEntry entry, OverlayMetadata overlay)
    {
        if (entry.Inode is not { Type: FileType.Regular, IsFlat: true, Size: > 0 and <= ContentBound } || overlay.IsWhiteout || overlay.Object is not null)
            return null;
        var content = new List<byte>();
        while ((ulong)content.Count < entry.Inode.Size)
            content.AddRange(image.Data(entry, (ulong)content.Count));
        return Convert.ToBase64String([.. content]);
    }

    private static string TypeOf(FileType type) => type switch
    {
        FileType.Regular => "file",
        FileType.Directory => "directory",
        FileType.SymbolicLink => "link",
        FileType.CharacterDevice => "character-device",
        FileType.BlockDevice => "block-device",
        FileType.Fifo => "fifo",
        _ => "socket",
    };

    private void WriteFiles(Action<Action<ImageFileReport>> files)
    {
        Begin("files");
        var any = false;
        files(file =>
        {
            WriteItem(_json.Text(file), !any);
            any = true;
        });
        End(any);
    }

    private void WriteObjects(IEnumerable<ImageObjectReport> objects)
    {
        Begin("objects");
        var any = false;
        foreach (var found in objects)
        {
            WriteItem(_json.Text(found), !any);
            any = true;
        }
        End(any);
    }

    private void Begin(string name) =>
        output.Add("{\n  \"version\": 1,\n  \"format\": \"").Add(ImageSibling.FormatOf(image.Content)).Add("\",\n  \"").Add(name).Add("\": [");

    private void WriteItem(string text, bool isFirst) => output.Add(isFirst ? "\n    " : ",\n    ").Add(text);

    private void End(bool any) => output.Add(any ? "\n  ]\n}\n" : "]\n}\n");
}
