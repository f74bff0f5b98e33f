using System;
using System.Collections.Generic;
using System.IO.Enumeration;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// The directories in <c>/etc/ld.so.conf</c> of the new root, and in the files that it includes.
/// <c>ldconfig(8)</c> made the cache of the dynamic linker from them.
/// </summary>
internal static class LinkerConfiguration
{
    private const string Main = "/etc/ld.so.conf";

    // An image has the defaults of /etc here.
    private const string Defaults = "/usr";

    private const int MaxFiles = 64;
    private const int MaxDirectories = 64;
    private const int FileBound = 64 * 1024;

    /// <summary>Reads them. What can't be read has none.</summary>
    internal static IReadOnlyList<string> Directories(RootFiles files)
    {
        var directories = new List<string>();
        var ahead = new Queue<string>([Main]);
        for (var count = 0; count < MaxFiles && ahead.TryDequeue(out var path); count++)
        {
            foreach (var raw in (Read(files, path) ?? "").Split('\n'))
            {
                var line = raw.Split('#')[0].Trim();
                if (line.StartsWith("include ", StringComparison.Ordinal) || line.StartsWith("include\t", StringComparison.Ordinal))
                    Include(files, path, line["include ".Length..].Trim(), ahead);
                else if (line.StartsWith('/') && directories.Count < MaxDirectories)
                    directories.Add(line.TrimEnd('/'));
            }
        }
        return directories;
    }

    private static string? Read(RootFiles files, string path) => files.ReadText(path, FileBound) ?? files.ReadText(Defaults + path, FileBound);

    // Only the last name can have wildcards here.
    private static void Include(RootFiles files, string from, string pattern, Queue<string> ahead)
    {
        if (!pattern.StartsWith('/'))
            pattern = from[..(from.LastIndexOf('/') + 1)] + pattern;
        var slash = pattern.LastIndexOf('/');
        var (directory, last) = (pattern[..slash], pattern[(slash + 1)..]);
        foreach (var name in new SortedSet<string>([.. files.List(directory), .. files.List(Defaults + directory)], StringComparer.Ordinal))
        {
            if (FileSystemName.MatchesSimpleExpression(last, name, ignoreCase: false) && ahead.Count < MaxFiles)
                ahead.Enqueue(directory + "/" + name);
        }
    }
}
