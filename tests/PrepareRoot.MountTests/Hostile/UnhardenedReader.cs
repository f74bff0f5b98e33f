using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// A program that does not check what kind of file it opens, and blocks if the open does. It shows
/// that a test's hostile file is effective.
/// </summary>
public static class UnhardenedReader
{
    private const int TimedOut = 124; // timeout(1)
    private const string ShortWhile = "0.3";
    private const string LongWhile = "30";

    /// <summary>Reads a byte of a file.</summary>
    /// <returns>The exit status.</returns>
    public static int Read(string path) => Run(LongWhile, "head", "-c", "1", path);

    /// <summary>Whether reading blocks until a time limit.</summary>
    public static bool WaitsToRead(string path) => Run(ShortWhile, "head", "-c", "1", path) == TimedOut;

    /// <summary>Opens a file for reading and writing, which does not block on a FIFO.</summary>
    /// <returns>The exit status.</returns>
    public static int Open(string path) => Run(LongWhile, "sh", "-c", ": <>\"$1\"", "sh", path);

    /// <summary>
    /// Takes a lock on a file, as libostree does on its repository, and returns whether that
    /// blocks.
    /// </summary>
    public static bool WaitsForLock(string path) => Run(ShortWhile, "flock", "--shared", path, "true") == TimedOut;

    private static int Run(string time, params string[] command) => new Command("timeout", [time, .. command]).RunToAnyEnd().ExitStatus;
}
