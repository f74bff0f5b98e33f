namespace PrepareRoot.Linux;

/// <summary>
/// Runs another program. It inherits standard input, output and error.
/// </summary>
internal static unsafe class ChildProcess
{
    /// <summary>The exit status that is given for a program that a signal killed.</summary>
    public const int Killed = -1;

    // asm-generic/signal.h
    private const int SIGINT = 2;
    private const int SIGKILL = 9;

    /// <summary>Starts a program and waits for it.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="arguments">All arguments, starting with the program's name.</param>
    /// <param name="environment">The whole environment, as <c>NAME=VALUE</c>.</param>
    /// <param name="exitStatus">The exit status, or <see cref="Killed"/>.</param>
    public static Errno Run(string path, string[] arguments, string[] environment, out int exitStatus)
    {
        exitStatus = Killed;
        var errno = Start(path, arguments, environment, out var pid);
        return errno == Errno.None ? Wait(pid, 0, out _, out exitStatus) : errno;
    }

    /// <summary>Starts a program.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="arguments">All arguments, starting with the program's name.</param>
    /// <param name="environment">The whole environment, as <c>NAME=VALUE</c>.</param>
    /// <param name="pid">The number of the process.</param>
    public static Errno Start(string path, string[] arguments, string[] environment, out int pid)
    {
        var argumentBytes = new NativeStrings(arguments);
        var environmentBytes = new NativeStrings(environment);
        using (argumentBytes)
        using (environmentBytes)
        {
            fixed (byte* name = Files.Utf8(path))
            fixed (int* number = &pid)
            {
                // posix_spawn returns the error instead of setting errno.
                return (Errno)LibC.posix_spawn(number, name, null, null, argumentBytes.Pointers, environmentBytes.Pointers);
            }
        }
    }

    /// <summary>Finds out whether a program that was started has ended.</summary>
    public static Errno Poll(int pid, out bool hasEnded, out int exitStatus)
    {
        const int WNOHANG = 1; // bits/waitflags.h
        return Wait(pid, WNOHANG, out hasEnded, out exitStatus);
    }

    /// <summary>Asks a program that has not ended to end, as Ctrl-C does.</summary>
    public static void Interrupt(int pid) => _ = LibC.kill(pid, SIGINT);

    /// <summary>Ends a program that has not ended.</summary>
    public static void Kill(int pid) => _ = LibC.kill(pid, SIGKILL);

    private static Errno Wait(int pid, int options, out bool hasEnded, out int exitStatus)
    {
        (hasEnded, exitStatus) = (false, Killed);
        int status, ended;
        while ((ended = LibC.waitpid(pid, &status, options)) < 0)
        {
            if (Files.LastError() != Errno.EINTR)
                return Files.LastError();
        }
        hasEnded = ended == pid;
        // The lower seven bits are the signal, the next eight the exit status (bits/waitstatus.h).
        if (hasEnded && (status & 0x7f) == 0)
            exitStatus = (status >> 8) & 0xff;
        return Errno.None;
    }
}
