using System;
using System.Collections.Generic;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Archives;

/// <summary>
/// The tree that the kernel unpacks an initramfs to (<c>init/initramfs.c</c>): later records
/// replace earlier ones, and names go through the symbolic links of earlier ones.
/// </summary>
internal sealed class ArchiveTree
{
    private const int MaxLinks = 40; // MAXSYMLINKS of linux/namei.h

    private readonly ArchivedFile _root = new(FileType.Directory);
    private readonly Dictionary<(uint, uint, uint), ArchivedFile> _hardLinks = [];

    internal ArchiveTree()
    {
        // The kernel's own archive has these (usr/default_cpio_list).
        _root.Entries["dev"] = new ArchivedFile(FileType.Directory);
        _root.Entries["root"] = new ArchivedFile(FileType.Directory);
    }

    /// <summary>Forgets hard links: an archive has ended.</summary>
    internal void EndArchive() => _hardLinks.Clear();

    /// <summary>Adds a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="target">The target of a symbolic link.</param>
    /// <returns>
    /// The file that gets the content of the record; null if it gets none, or if the kernel can't
    /// make the file, because there is no directory for it.
    /// </returns>
    internal ArchivedFile? Add(CpioRecord record, string target)
    {
        var path = record.Name.TrimEnd('/');
        var slash = path.LastIndexOf('/');
        var name = path[(slash + 1)..];
        if (name is "" or "." or ".." || Find(path[..Math.Max(slash, 0)], out var directory) != Errno.None || directory.Type != FileType.Directory)
            return null;
        directory.Entries.TryGetValue(name, out var existing);
        switch (record.Type)
        {
            case FileType.Directory:
                if (existing?.Type != FileType.Directory && CanReplace(existing))
                    directory.Entries[name] = new ArchivedFile(FileType.Directory);
                return null;
            case FileType.SymbolicLink:
                if (CanReplace(existing))
                    directory.Entries[name] = new ArchivedFile(FileType.SymbolicLink) { Target = target };
                return null;
            case FileType.Regular:
                return AddRegular(record, directory, name, existing);
            default:
                if (CanReplace(existing))
                    directory.Entries[name] = new ArchivedFile(record.Type) { Device = record.Device };
                return null;
        }
    }

    /// <summary>Finds a file. Symbolic links are followed; they stay in the tree.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="file">The file.</param>
    /// <returns>ENOENT, ENOTDIR or ELOOP, as <c>open(2)</c> does.</returns>
    internal Errno Find(string path, out ArchivedFile file)
    {
        var above = new Stack<ArchivedFile>();
        var ahead = new Stack<string>();
        file = _root;
        Push(ahead, path);
        for (var links = 0; ahead.TryPop(out var name);)
        {
            if (file.Type != FileType.Directory)
                return Errno.ENOTDIR;
            if (name == "..")
            {
                if (above.TryPop(out var parent))
                    file = parent;
                continue;
            }
            if (!file.Entries.TryGetValue(name, out var next))
                return Errno.ENOENT;
            if (next.Type != FileType.SymbolicLink)
            {
                above.Push(file);
                file = next;
                continue;
            }
            if (++links > MaxLinks)
                return Errno.ELOOP;
            if (next.Target.StartsWith('/'))
            {
                above.Clear();
                file = _root;
            }
            Push(ahead, next.Target);
        }
        return Errno.None;
    }

    /// <summary>
    /// Whether a path that is not found ends at a symbolic link, which then leads nowhere.
    /// </summary>
    internal bool EndsAtLink(string path)
    {
        for (var end = 0; end >= 0 && end < path.Length;)
        {
            end = path.IndexOf('/', end + 1);
            var start = end < 0 ? path : path[..end];
            if (Find(start, out _) == Errno.None)
                continue;
            var slash = start.LastIndexOf('/');
            return Find(start[..Math.Max(slash, 0)], out var directory) == Errno.None && directory.Entries.ContainsKey(start[(slash + 1)..]);
        }
        return false;
    }

    // Hard links share their content. Each record of one may have it.
    private ArchivedFile AddRegular(CpioRecord record, ArchivedFile directory, string name, ArchivedFile? existing)
    {
        if (record.Links >= 2 && _hardLinks.TryGetValue(record.Identity, out var linked))
        {
            if (CanReplace(existing))
                directory.Entries[name] = linked;
            if (record.Size > 0)
                SetContent(linked, record);
            return linked;
        }
        var file = existing?.Type == FileType.Regular ? existing : new ArchivedFile(FileType.Regular);
        if (file != existing && CanReplace(existing))
            directory.Entries[name] = file;
        SetContent(file, record);
        if (record.Links >= 2)
            _hardLinks[record.Identity] = file;
        return file;
    }

    private static void SetContent(ArchivedFile file, CpioRecord record) =>
        (file.Record, file.Size, file.Content) = (record.Size == 0 ? 0 : record.Number, record.Size, null);

    // A directory that is not empty can't be removed.
    private static bool CanReplace(ArchivedFile? existing) => existing is null || existing.Entries.Count == 0;

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
