using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>A file of an image that is to be written: an inode, under its first name.</summary>
/// <param name="name">The first name; empty for the root directory.</param>
/// <param name="parent">The directory of that name; null for the root directory.</param>
/// <param name="type">The type.</param>
internal sealed class ImageFile(byte[] name, ImageFile? parent, FileType type)
{
    private static readonly List<ImageName> _noNames = [];

    /// <summary>The first name.</summary>
    internal byte[] Name { get; } = name;

    /// <summary>The directory of the first name.</summary>
    internal ImageFile? Parent { get; } = parent;

    /// <summary>The type.</summary>
    internal FileType Type { get; } = type;

    /// <summary>The lower twelve bits of the mode.</summary>
    internal uint Permissions { get; set; }

    /// <summary>The user ID.</summary>
    internal uint Owner { get; set; }

    /// <summary>The group ID.</summary>
    internal uint Group { get; set; }

    /// <summary>When the content was modified last, in seconds since 1970.</summary>
    internal long Seconds { get; set; }

    /// <summary>The rest of that time.</summary>
    internal uint Nanoseconds { get; set; }

    /// <summary>The size of a regular file, in bytes.</summary>
    internal ulong Size { get; set; }

    /// <summary>What a device node represents.</summary>
    internal DeviceNumber Device { get; set; }

    /// <summary>
    /// How many names it has. A directory has one in its parent, and one in each directory within it
    /// and in itself.
    /// </summary>
    internal uint LinkCount
    {
        get => Type == FileType.Directory ? 2 + (uint)Names.Count(name => name.File.Type == FileType.Directory) : field;
        set;
    } = 1;

    /// <summary>
    /// The content that is in the image: of a small regular file, or the target of a symbolic link.
    /// </summary>
    internal byte[] Content { get; set; } = [];

    /// <summary>The digest of the object with the content; default: there is none.</summary>
    internal FsVerityDigest Object { get; set; }

    /// <summary>The extended attributes, in the order of their names.</summary>
    internal ImageXattr[] Xattrs { get; set; } = [];

    /// <summary>What a directory has in it; all other files have the same empty list.</summary>
    internal List<ImageName> Names { get; } = type == FileType.Directory ? [] : _noNames;

    /// <summary>Whether it hides a directory of objects, and is not in the tree itself.</summary>
    internal bool HidesObjects { get; init; }

    /// <summary>
    /// Whether it is an overlayfs whiteout of the tree, which the mounted root is to show.
    /// </summary>
    internal bool IsWhiteout => Type == FileType.CharacterDevice && Device == default && !HidesObjects;

    /// <summary>The path, from the root directory; empty for that itself.</summary>
    internal byte[] Path => Parent is null ? [] : [.. Parent.Path, (byte)'/', .. Name];

    /// <summary>The path for messages.</summary>
    internal string PathText => Parent is null ? "/" : Images.NameText.Of(Path);

    /// <summary>The number of its place in the image, once it has one.</summary>
    internal ulong Nid { get; set; }

    /// <summary>The first block of its data, once it has one.</summary>
    internal uint Block { get; set; }
}

/// <summary>A name in a directory.</summary>
internal readonly record struct ImageName(byte[] Name, ImageFile File);
