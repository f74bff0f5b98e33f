using System;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>
/// A mount point in the root that its image lacks: an item of <c>root.mount-points</c>.
/// </summary>
internal static class MountPoint
{
    private const int NameMax = 255; // linux/limits.h

    // Directories that every image must have. If they could be made here, a broken image would not
    // be detected.
    private static readonly string[] RequiredInImage = ["dev", "etc", "proc", "run", "sys", "sysroot", "usr", "var"];

    /// <summary>Parses the list of absolute paths with one component: <c>/nix;/data</c>.</summary>
    /// <returns>The names without the slash, without duplicates.</returns>
    public static Result<string[]> ParseList(KeyFileEntry entry)
    {
        if (!entry.List().Try(out var paths, out var fault))
            return fault;
        var names = new List<string>();
        foreach (var path in paths)
        {
            var name = path.Trim().TrimEnd('/');
            name = name.StartsWith('/') ? name[1..] : "";
            if (name.Length == 0 || name is "." or ".." || name.AsSpan().ContainsAny('/', '\0') || Encoding.UTF8.GetByteCount(name) > NameMax)
                return entry.Malformed("must be absolute paths of directories in the root directory, as /nix;/data");
            if (Array.IndexOf(RequiredInImage, name) >= 0)
                return entry.Malformed("must not name /" + name + ", which must be in the image");
            if (name is [var first, var second] && char.IsAsciiHexDigitLower(first) && char.IsAsciiHexDigitLower(second))
                return entry.Malformed("must not name /" + name + ", because images hide the directories of their objects by such names");
            if (!names.Contains(name))
                names.Add(name);
        }
        return names.ToArray();
    }
}
