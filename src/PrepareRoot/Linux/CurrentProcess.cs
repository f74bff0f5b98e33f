using System.Runtime.InteropServices;

namespace PrepareRoot.Linux;

/// <summary>The current process.</summary>
internal static unsafe class CurrentProcess
{
    private const int SIGPIPE = 13; // asm-generic/signal.h
    private const nint SIG_DFL = 0;
    private const int PathMax = 4096; // PATH_MAX of linux/limits.h

    private static uint? _umask;

    /// <summary>Whether the effective user ID is 0. It does not change.</summary>
    public static bool IsRoot { get; } = LibC.geteuid() == 0;

    /// <summary>The time now, in seconds since 1970.</summary>
    public static ulong Time => (ulong)LibC.time(0);

    /// <summary>Whether it is PID 1. The kernel panics when PID 1 ends.</summary>
    public static bool IsPid1 => LibC.getpid() == 1;

    /// <summary>
    /// The path of the working directory; null if it has none, because the directory was removed or
    /// is outside the root directory.
    /// </summary>
    public static string? WorkingDirectory
    {
        get
        {
            var buffer = stackalloc byte[PathMax];
            var path = LibC.getcwd(buffer, PathMax) is null ? null : Marshal.PtrToStringUTF8((nint)buffer);
            return path is ['/', ..] ? path : null;
        }
    }

    /// <summary>
    /// Lets new files have exactly the permissions that they are made with, whatever the caller's
    /// umask. Child processes inherit it; <see cref="Exec"/> restores the caller's.
    /// </summary>
    public static void ClearUmask() => _umask = LibC.umask(0);

    /// <summary>
    /// Executes another program in this process, with the same environment. Returns only on
    /// failure.
    /// </summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="arguments">All arguments, starting with the program's name.</param>
    public static Errno Exec(string path, string[] arguments)
    {
        // The .NET runtime ignores SIGPIPE. An ignored signal stays ignored after execve(2) and in
        // child processes.
        _ = LibC.signal(SIGPIPE, SIG_DFL);
        if (_umask is { } umask)
            _ = LibC.umask(umask);
        using var argumentBytes = new NativeStrings(arguments);
        fixed (byte* name = Files.Utf8(path))
            return Files.ErrnoOf(LibC.execv(name, argumentBytes.Pointers));
    }
}
