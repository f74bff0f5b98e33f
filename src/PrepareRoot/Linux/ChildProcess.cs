namespace PrepareRoot.Linux;

/// <summary>Another program, run to its end. It has our standard input, output and error.</summary>
internal static unsafe class ChildProcess
{
    /// <summary>What <see cref="Run"/> says of a program that a signal ended.</summary>
    public const int Killed = -1;

    /// <summary>Runs a program.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="arguments">All of them, the program's name first.</param>
    /// <param name="environment">Its whole environment, <c>NAME=VALUE</c>.</param>
    /// <param name="exitStatus">What it exited with.</param>
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
                // posix_spawn answers with the error itself.
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
