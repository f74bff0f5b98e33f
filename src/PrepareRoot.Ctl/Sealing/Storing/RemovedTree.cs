using System;
using System.Threading;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>Removes a directory with all that is in it.</summary>
internal static class RemovedTree
{
    private const ulong Resolve = Files.RESOLVE_BENEATH | Files.RESOLVE_NO_MAGICLINKS | Files.RESOLVE_NO_SYMLINKS;

    /// <summary>Removes it. It does nothing if there is no such directory.</summary>
    /// <param name="shown">Its path, for messages.</param>
    /// <param name="parent">The directory that its path starts at.</param>
    /// <param name="path">Its path.</param>
    internal static void Remove(string shown, FileDescriptor parent, string path)
    {
        if (Files.Open(parent, path, Files.O_RDONLY | Files.O_DIRECTORY, Resolve, out var directory) != Errno.None)
            return;
        using (directory)
        {
            var tree = SourceTree.Read(shown, directory, SpecialFiles.Keep, keepsLinks: false, CancellationToken.None);
            var files = ImageOrder.DepthFirst(tree.Root);
            for (var i = files.Count - 1; i > 0; i--)
                Check(shown + files[i].PathText, Files.RemoveBeneath(directory, files[i].Path.AsSpan(1), files[i].Type == FileType.Directory));
        }
        Check(shown, Files.RemoveDirectory(parent, path));
    }

    private static void Check(string path, Errno errno)
    {
        if (errno != Errno.None)
            throw new FailureException(path + ": " + errno.Message());
    }
}
