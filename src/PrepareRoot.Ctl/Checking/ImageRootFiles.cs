using System;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Checking;

/// <summary>The files of an image and its objects.</summary>
/// <param name="image">The image.</param>
/// <param name="objects">The objects; null if there is no directory of them.</param>
/// <param name="needsVerity">Whether the policy requires fs-verity.</param>
internal sealed class ImageRootFiles(ErofsImage image, ObjectDirectory? objects, bool needsVerity) : RootFiles
{
    // composefs puts only small files into the image.
    private const int InlineBound = 1 << 20;

    private readonly List<ObjectFile> _found = [];

    /// <summary>The files with an object that were found, in order.</summary>
    internal IReadOnlyList<ObjectFile> Found => _found;

    /// <inheritdoc/>
    internal override Result<RootFile> Find(string path)
    {
        if (!new ImageLookup(image).Find(path, links: true).Try(out var found, out var fault))
            return Damaged(fault);
        if (found.Entry is not { } entry)
            return RootFile.None(path, found.Errno);
        if (!OverlayMetadata.Of(image, entry.Inode).Try(out var overlay, out fault))
            return Damaged(image.Named(fault, entry.Path));
        var inode = entry.Inode;
        var permissions = inode.Mode & 0xfffu;
        var name = Encoding.UTF8.GetString(entry.Path);
        if (inode.Type != FileType.Regular)
            return new RootFile(name, inode.Type, permissions, null, null);
        if (ObjectRequirement.Of(inode, overlay) is { } required)
            return OfObject(required, entry, name);
        if (!inode.IsFlat)
            return new RootFile(name, inode.Type, permissions, null, null);
        if (!image.Content(inode, InlineBound).Try(out var content, out fault))
            return Damaged(image.Named(fault, entry.Path));
        return new RootFile(name, inode.Type, permissions, new MemoryBytes(content), null);
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<string> List(string path)
    {
        if (!new ImageLookup(image).Find(path, links: true).Try(out var found, out _) || found.Entry is not { Inode.Type: FileType.Directory } entry)
            return [];
        var names = new List<string>();
        var cursor = new DirectoryCursor(image, entry, (entry.Parent ?? entry).Inode.Nid);
        while (names.Count < MaxNames && cursor.Next(out var next) is null && next is { } name)
            names.Add(Encoding.UTF8.GetString(name.Name.Span));
        return names;
    }

    private RootFile OfObject(ObjectRequirement required, ImageEntry entry, string name)
    {
        var permissions = entry.Inode.Mode & 0xfffu;
        if (objects is null)
            return new RootFile(name, FileType.Regular, permissions, null, null);
        var file = Open(required, entry, name, permissions);
        _found.Add(file);
        return file;
    }

    private ObjectFile Open(ObjectRequirement required, ImageEntry entry, string name, uint permissions)
    {
        var shown = NameText.Of(required.Path.Span);
        var fault = objects!.Check(required, needsVerity, null, out _);
        if (fault is null && objects.Open(required, out var file) is var errno)
        {
            if (errno == Errno.None)
                return new ObjectFile(shown, name, permissions, new FileBytes(file, required.Size), file);
            fault = ObjectState.Unreadable(errno);
        }
        return new ObjectFile(shown, name, permissions, null, null) { Unreadable = Errno.EIO, Damage = ObjectChecker.Of(fault!, required, entry) };
    }

    private static Fault Damaged(Fault fault) => new(FaultCode.ImageDamaged, fault.Cause);

    private sealed class MemoryBytes(ReadOnlyMemory<byte> content) : IImageBytes
    {
        public ulong Size => (ulong)content.Length;

        public Errno ReadAt(Span<byte> buffer, ulong offset, out int count)
        {
            count = (int)Math.Min((ulong)buffer.Length, Size - Math.Min(offset, Size));
            content.Span.Slice((int)Math.Min(offset, Size), count).CopyTo(buffer);
            return Errno.None;
        }
    }
}
