using System.Collections.Generic;

namespace PrepareRoot.Ctl.Images;

/// <summary>
/// A file of an image: the members of the JSON of <c>prepare-rootctl inspect</c>, which
/// <c>docs/prepare-rootctl-json.md</c> documents. From <see cref="Inode"/> on they are those of
/// <c>dump</c> alone.
/// </summary>
internal sealed record ImageFileReport
{
    /// <summary>The path, escaped.</summary>
    public required string Path { get; init; }

    /// <summary>What it is.</summary>
    public required string Type { get; init; }

    /// <summary>The size of a regular file.</summary>
    public ulong? Size { get; init; }

    /// <summary>The target of a symbolic link, escaped.</summary>
    public string? Target { get; init; }

    /// <summary>The object that has its content, escaped.</summary>
    public string? Object { get; init; }

    /// <summary>The object's digest.</summary>
    public string? Digest { get; init; }

    /// <summary>The number of its inode.</summary>
    public ulong? Inode { get; init; }

    /// <summary>The permissions, octal.</summary>
    public string? Mode { get; init; }

    /// <summary>How many names it says that it has.</summary>
    public uint? Links { get; init; }

    /// <summary>The user ID.</summary>
    public uint? Owner { get; init; }

    /// <summary>The group ID.</summary>
    public uint? Group { get; init; }

    /// <summary>Seconds since 1970, with nine digits after the point.</summary>
    public string? Modified { get; init; }

    /// <summary>The number of a device node: <c>1:3</c>.</summary>
    public string? Device { get; init; }

    /// <summary>The first name of the same inode, escaped; null if this is it.</summary>
    public string? HardLinkOf { get; init; }

    /// <summary>The content that is in the image, in base64.</summary>
    public string? Content { get; init; }

    /// <summary>The extended attributes that the mounted root shows.</summary>
    public IReadOnlyList<ImageXattrReport>? Xattrs { get; init; }
}

/// <summary>An extended attribute.</summary>
/// <param name="Name">Its name, escaped.</param>
/// <param name="Value">Its value, in base64.</param>
internal sealed record ImageXattrReport(string Name, string Value);

/// <summary>An object that an image names.</summary>
/// <param name="Path">Its path from the directory of the objects, escaped.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Digest">Its fs-verity digest; null if the image has none.</param>
internal sealed record ImageObjectReport(string Path, ulong Size, string? Digest);
