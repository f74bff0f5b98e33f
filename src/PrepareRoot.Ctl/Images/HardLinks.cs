using System.Collections.Generic;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Images;

/// <summary>The first names of the files of an image that have several.</summary>
internal static class HardLinks
{
    /// <summary>Finds them, by the number of the inode.</summary>
    internal static Dictionary<ulong, ImageEntry> FirstNames(OpenImage image)
    {
        var (linked, first) = (new NidSet(), new Dictionary<ulong, ImageEntry>());
        var any = false;
        image.ForEach(entry => any |= entry.Overlay is null && linked.Add(entry.Inode.Nid));
        if (any)
        {
            image.ForEach(entry =>
            {
                if (entry.Overlay is not null && linked.Contains(entry.Inode.Nid))
                    first.Add(entry.Inode.Nid, entry with { Overlay = null });
            });
        }
        return first;
    }
}
