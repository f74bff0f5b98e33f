using System;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Checking;

/// <summary>What is asked about: a path, an object, or the number of an inode.</summary>
/// <param name="Path">A path in the image.</param>
/// <param name="Name">The name of an object or of a file, or a digest in hexadecimal.</param>
/// <param name="ImageInode">The number of an inode of the image.</param>
/// <param name="DiskInode">The number of an object's inode on the disk.</param>
internal sealed partial record WhyQuery(string? Path, string? Name, ulong? ImageInode, ulong? DiskInode)
{
    /// <summary>
    /// Parses it. A message of the kernel is taken as a whole: overlayfs quotes the last name of
    /// the object, EROFS says <c>nid N</c>, fs-verity says <c>inode N</c> of the disk. So is that
    /// of a program that got EIO: it names the file, and the dynamic linker only the last name.
    /// </summary>
    internal static WhyQuery Parse(string text)
    {
        if (Quoted().Match(text) is { Success: true } quoted)
            return new WhyQuery(null, quoted.Groups[1].Value, null, null);
        if (Nid().Match(text) is { Success: true } nid)
            return new WhyQuery(null, null, Number(nid.Groups[1].Value), null);
        if (Inode().Match(text) is { Success: true } inode)
            return new WhyQuery(null, null, null, Number(inode.Groups[1].Value));
        if (Unread().Match(text) is { Success: true } unread)
            return new WhyQuery(unread.Groups[1].Value, null, null, null);
        if (Library().Match(text) is { Success: true } library)
            return new WhyQuery(null, library.Groups[1].Value, null, null);
        if (text.StartsWith('/'))
            return new WhyQuery(text, null, null, null);
        return Number(text) is { } number ? new WhyQuery(null, null, number, number) : new WhyQuery(null, text, null, null);
    }

    /// <summary>Whether an object has the name or the digest.</summary>
    internal bool IsObject(ObjectRequirement required)
    {
        if (Name is null)
            return false;
        if (required.Digest is { } digest && (Name == digest.Hex || Name == digest.ToString()))
            return true;
        var path = NameText.Of(required.Path.Span);
        return path == Name || path.EndsWith("/" + Name, StringComparison.Ordinal) || Name.EndsWith("/" + path, StringComparison.Ordinal)
            || path.Replace("/", "", StringComparison.Ordinal).Replace(".file", "", StringComparison.Ordinal) == Name;
    }

    /// <summary>Whether a file has the name.</summary>
    internal bool IsFile(ImageEntry entry) => Name is not null && entry.Name.Span.SequenceEqual(Encoding.UTF8.GetBytes(Name));

    private static ulong? Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex("file '([^']+)' has ")]
    private static partial Regex Quoted();

    // strerror(EIO) of the C library.
    [GeneratedRegex(@"(?:^|[\s‘'""])(/[^:’'""]+)[’'""]?[^/:]*: (?:[^/]*: )?Input/output error")]
    private static partial Regex Unread();

    [GeneratedRegex(@"shared libraries: ([^:/]+): ")]
    private static partial Regex Library();

    [GeneratedRegex(@"\bnid:? ?(\d+)")]
    private static partial Regex Nid();

    [GeneratedRegex(@"\binode (\d+)")]
    private static partial Regex Inode();
}
