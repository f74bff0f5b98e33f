using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// A program that does not check what kind of file it opens, and blocks if the file does. It shows
/// that the trap of a test works.
/// </summary>
public static class UnhardenedReader
{
    private const int TimedOut = 124; // timeout(1)
    private const string ShortWhile = "0.3";
    private const string LongWhile = "30";

    /// <summary>Reads a byte of a file.</summary>
    /// <returns>The exit status.</returns>
    public static int Read(string path) => Run(LongWhile, "head", "-c", "1", path);

    /// <summary>Whether that blocks, until a time limit ends it.</summary>
    public static bool WaitsToRead(string path) => Run(ShortWhile, "head", "-c", "1", path) == TimedOut;

    /// <summary>Opens a file for reading and writing, as one opens a FIFO without waiting.</summary>
    /// <returns>The exit status.</returns>
    public static int Open(string path) => Run(LongWhile, "sh", "-c", ": <>\"$1\"", "sh", path);

    /// <summary>Takes a lock on a file, as libostree does on its repository, and says whether that blocks.</summary>
    public static bool WaitsForLock(string path) => Run(ShortWhile, "flock", "--shared", path, "true") == TimedOut;

    private static int Run(string time, params string[] command) => new Command("timeout", [time, .. command]).RunToAnyEnd().ExitStatus;
}
