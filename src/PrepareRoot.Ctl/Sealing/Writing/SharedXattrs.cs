using System.Collections.Generic;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// The extended attributes that several inodes have. They are written once, after the inodes.
/// </summary>
internal sealed class SharedXattrs
{
    private const int Unit = 4;

    private readonly Dictionary<ImageXattr, uint> _numbers = [];
    private readonly List<ImageXattr> _ordered = [];

    internal SharedXattrs(List<ImageFile> files, ImageFormat format)
    {
        // Every file with an object has attributes of its own, unless another has the same object:
        // to compare the digests needs less memory.
        HashSet<FsVerityDigest> digests = new(files.Count), sharedDigests = [];
        HashSet<ImageXattr> seen = [], shared = [];
        foreach (var file in files)
        {
            if (file.Object != default && !digests.Add(file.Object) && sharedDigests.Add(file.Object))
                shared.UnionWith(OverlayAttributes.OfObject(file.Object));
            if (file.Xattrs.Length == 0 && file.Object != default)
                continue;
            foreach (var xattr in OverlayAttributes.Of(file, format))
            {
                if (!OverlayAttributes.IsOfObject(xattr) && !seen.Add(xattr))
                    shared.Add(xattr);
            }
        }
        _ordered.AddRange(shared);
        foreach (var xattr in shared)
            _numbers.Add(xattr, 0);
        _ordered.Sort(format == ImageFormat.V1 ? (left, right) => ImageXattr.CompareByName(right, left) : ImageXattr.CompareByPrefix);
    }

    /// <summary>Whether an attribute is one of them.</summary>
    internal bool Contains(ImageXattr xattr) => _numbers.ContainsKey(xattr);

    /// <summary>The number of one of them.</summary>
    internal uint NumberOf(ImageXattr xattr) => _numbers[xattr];

    /// <summary>Gives each its number.</summary>
    /// <param name="position">Where the first will be.</param>
    /// <param name="origin">Where the numbers count from.</param>
    /// <returns>Where the last ends.</returns>
    internal ulong Place(ulong position, ulong origin)
    {
        foreach (var xattr in _ordered)
        {
            _numbers[xattr] = checked((uint)((position - origin) / Unit));
            position += (ulong)xattr.Size;
        }
        return position;
    }

    /// <summary>Writes all.</summary>
    internal void WriteTo(ImageOutput output)
    {
        foreach (var xattr in _ordered)
            xattr.WriteTo(output);
    }
}
