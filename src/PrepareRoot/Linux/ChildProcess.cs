namespace PrepareRoot.Linux;

/// <summary>
/// Runs another program and waits for it. It inherits standard input, output and error.
/// </summary>
internal static unsafe class ChildProcess
{
    /// <summary>
    /// The exit status that <see cref="Run"/> gives for a program that a signal killed.
    /// </summary>
    public const int Killed = -1;

    /// <param name="path">Its absolute path.</param>
    /// <param name="arguments">All arguments, starting with the program's name.</param>
    /// <param name="environment">The whole environment, as <c>NAME=VALUE</c>.</param>
    /// <param name="exitStatus">The exit status, or <see cref="Killed"/>.</param>
    public static Errno Run(string path, string[] arguments, string[] environment, out int exitStatus)
    {
        exitStatus = Killed;
        int pid;
        var argumentBytes = new NativeStrings(arguments);
        var environmentBytes = new NativeStrings(environment);
        using (argumentBytes)
        using (environmentBytes)
        {
            fixed (byte* name = Files.Utf8(path))
            {
                // posix_spawn returns the error instead of setting errno.
                var errno = (Errno)LibC.posix_spawn(&pid, name, null, null, argumentBytes.Pointers, environmentBytes.Pointers);
                if (errno != Errno.None)
                    return errno;
            }
        }
        int status;
        while (LibC.waitpid(pid, &status, 0) < 0)
        {
            if (Files.LastError() != Errno.EINTR)
                return Files.LastError();
        }
        // The lower seven bits are the signal, the next eight the exit status (bits/waitstatus.h).
        if ((status & 0x7f) == 0)
            exitStatus = (status >> 8) & 0xff;
        return Errno.None;
    }
}
