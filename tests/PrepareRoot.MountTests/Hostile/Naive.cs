using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>What a program does that trusts the disk: it opens whatever has the name, and waits for whatever that takes.</summary>
public static class Naive
{
    /// <summary>How a program ends that <see cref="Read"/> or <see cref="Lock"/> had to end: timeout(1)'s answer.</summary>
    public const int Hangs = 124;

    private const string Patience = "0.3";

    /// <summary>Reads a byte of a file.</summary>
    public static int Read(string path) => new Command("timeout", Patience, "head", "-c", "1", path).RunToAnyEnd().ExitStatus;

    /// <summary>Opens a file for reading and writing, as one opens a FIFO without waiting.</summary>
    public static int Open(string path) => new Command("timeout", Patience, "sh", "-c", ": <>\"$1\"", "sh", path).RunToAnyEnd().ExitStatus;

    /// <summary>Takes a lock on a file, as libostree does on its repository.</summary>
    public static int Lock(string path) => new Command("timeout", Patience, "flock", "--shared", path, "true").RunToAnyEnd().ExitStatus;
}
