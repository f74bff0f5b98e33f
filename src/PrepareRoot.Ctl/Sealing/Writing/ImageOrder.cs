using System;
using System.Collections.Generic;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>The order of the inodes in an image. A file with several names is at its first.</summary>
internal static class ImageOrder
{
    /// <summary>Each directory's files together.</summary>
    internal static List<ImageFile> BreadthFirst(ImageFile root)
    {
        List<ImageFile> files = [root];
        for (var i = 0; i < files.Count; i++)
        {
            foreach (var name in files[i].Names)
            {
                if (IsFirst(files[i], name))
                    files.Add(name.File);
            }
        }
        return files;
    }

    /// <summary>Each directory with all that is beneath it, by name.</summary>
    internal static List<ImageFile> DepthFirst(ImageFile root)
    {
        var files = new List<ImageFile>();
        var left = new Stack<ImageFile>([root]);
        while (left.TryPop(out var file))
        {
            files.Add(file);
            for (var i = file.Names.Count - 1; i >= 0; i--)
            {
                if (IsFirst(file, file.Names[i]))
                    left.Push(file.Names[i].File);
            }
        }
        return files;
    }

    private static bool IsFirst(ImageFile directory, ImageName name) =>
        name.File.Parent == directory && name.File.Name.AsSpan().SequenceEqual(name.Name);
}
