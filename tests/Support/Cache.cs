using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading;

namespace PrepareRoot.Support;

/// <summary>
/// A cache outside the checkout for what takes long to make. An entry's name depends on its inputs.
/// It is made under a temporary name and renamed, so a later run never uses an incomplete entry.
/// </summary>
public static class Cache
{
    // No run takes this long, so an entry that was not used since is not in use.
    private static readonly TimeSpan _keepUnused = TimeSpan.FromHours(3);

    /// <summary>
    /// The directory: <c>$XDG_CACHE_HOME/prepare-root</c>, or <c>~/.cache/prepare-root</c>.
    /// </summary>
    public static string Root { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "prepare-root");

    /// <summary>
    /// The path of an entry. It is made if it is missing; other processes wait meanwhile.
    /// </summary>
    /// <param name="name">
    /// The readable part of its name. Entries with the same name that were not used lately are
    /// removed.
    /// </param>
    /// <param name="key">All that its content depends on.</param>
    /// <param name="make">Makes it, as a file or a directory, at the path in its argument.</param>
    public static string Get(string name, IEnumerable<string> key, Action<string> make)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', key))));
        var path = Path.Combine(Root, $"{name}-{hash[..16]}");
        Directory.CreateDirectory(Path.Combine(Root, "locks"));
        using (Lock(Path.Combine(Root, "locks", Path.GetFileName(path))))
        {
            if (!Path.Exists(path))
            {
                Progress.Say($"making {name} …");
                var unfinished = path + ".unfinished";
                Remove(unfinished);
                make(unfinished);
                RemoveUnusedSiblings(name);
                Directory.Move(unfinished, path);
            }

            File.SetLastAccessTimeUtc(path, DateTime.UtcNow);
            return path;
        }
    }

    /// <summary>A text that changes with a file's content, for a key.</summary>
    public static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static void RemoveUnusedSiblings(string name)
    {
        var unused = DateTime.UtcNow - _keepUnused;
        foreach (var sibling in Directory.GetFileSystemEntries(Root, name + "-*"))
        {
            var isSibling = Path.GetFileName(sibling)[(name.Length + 1)..].All(char.IsAsciiHexDigit);
            if (isSibling && File.GetLastAccessTimeUtc(sibling) < unused)
                Remove(sibling);
        }
    }

    /// <summary>
    /// Removes a file or a tree, the immutable directories of ostree's deployments included;
    /// nothing if it does not exist.
    /// </summary>
    internal static void Remove(string path)
    {
        // It fails for links and special files, which do not have the attribute.
        new Command("chattr", "-R", "-f", "-i", path).RunToAnyEnd();

        // One file system only: mounts that were left there are not entered.
        Command.Run("rm", "-rf", "--one-file-system", "--", path);
    }

    private static IDisposable Lock(string path)
    {
        for (var tries = 0; ; tries++)
        {
            if (FileLock.TryTake(path) is { } taken)
                return taken;
            if (tries == 10)
                Progress.Say($"waiting for another run that makes {Path.GetFileName(path)} …");
            Thread.Sleep(100);
        }
    }
}
