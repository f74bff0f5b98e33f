using System.Collections.Generic;
using PrepareRoot.Linux;

namespace PrepareRoot.Initramfs;

/// <summary>Where a path leads in a tree that is not the root of the process.</summary>
internal static class ResolvedPath
{
    // As many as the kernel follows: MAXSYMLINKS of linux/namei.h.
    private const int MaxLinks = 40;

    /// <summary>
    /// The path without symbolic links of the file that the kernel finds by <paramref name="path"/>
    /// with RESOLVE_IN_ROOT: an absolute link starts at the tree's root, and <c>..</c> stays in it.
    /// </summary>
    /// <param name="tree">The root of the tree.</param>
    /// <param name="path">An absolute path in it.</param>
    /// <param name="resolved">
    /// An absolute path in it, without links, <c>.</c> and <c>..</c>.
    /// </param>
    internal static Errno Find(FileDescriptor tree, string path, out string resolved)
    {
        var names = new List<string>();
        resolved = "";
        var ahead = new Stack<string>();
        Push(ahead, path);
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (name == "..")
            {
                if (names.Count > 0)
                    names.RemoveAt(names.Count - 1);
                continue;
            }
            names.Add(name);
            var relative = string.Join('/', names);
            var errno = Files.Status(tree, relative, out var status);
            if (errno != Errno.None)
                return errno;
            if (status.Type != FileType.SymbolicLink)
                continue;
            if (++links > MaxLinks)
                return Errno.ELOOP;
            errno = Files.ReadLink(tree, relative, out var target);
            if (errno != Errno.None)
                return errno;
            names.RemoveAt(names.Count - 1);
            if (target.StartsWith('/'))
                names.Clear();
            Push(ahead, target);
        }
        resolved = "/" + string.Join('/', names);
        return Errno.None;
    }

    private static void Push(Stack<string> ahead, string path)
    {
        var names = path.Split('/');
        for (var i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] is not ("" or "."))
                ahead.Push(names[i]);
        }
    }
}
