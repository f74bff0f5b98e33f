using System;
using System.IO;

namespace PrepareRoot.Support;

/// <summary>A lock between processes. The kernel drops it with the process that has it.</summary>
public static class FileLock
{
    /// <summary>Takes it.</summary>
    /// <param name="path">A file, in a directory that is there. It stays.</param>
    /// <returns>What gives it back; null if another has it.</returns>
    public static IDisposable? TryTake(string path)
    {
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB) on Linux.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
