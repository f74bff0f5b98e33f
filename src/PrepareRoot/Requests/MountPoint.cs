using System;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>
/// A directory that the root has for something to be mounted on, though its image has none: an item
/// of <c>root.mount-points</c>.
/// </summary>
internal static class MountPoint
{
    private const int NameMax = 255; // linux/limits.h

    // What every image brings itself; made by us, it would hide that it is missing.
    private static readonly string[] RequiredInImage = ["dev", "etc", "proc", "run", "sys", "sysroot", "usr", "var"];

    /// <summary>Reads the list: absolute paths of one component, <c>/nix;/data</c>.</summary>
    /// <returns>The names, without the slash, each once.</returns>
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
                return entry.Malformed("must be absolute paths right below the root, as /nix;/data");
            if (Array.IndexOf(RequiredInImage, name) >= 0)
                return entry.Malformed("must not name /" + name + ", which the image has to have");
            if (!names.Contains(name))
                names.Add(name);
        }
        return names.ToArray();
    }

}
