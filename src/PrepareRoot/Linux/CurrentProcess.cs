namespace PrepareRoot.Linux;

/// <summary>The process that this is.</summary>
internal static unsafe class CurrentProcess
{
    private const int SIGPIPE = 13; // asm-generic/signal.h
    private const nint SIG_DFL = 0;

    /// <summary>Whether it has root's user ID.</summary>
    public static bool IsRoot => LibC.geteuid() == 0;

    /// <summary>Whether it is the first, which the kernel starts and which must not end.</summary>
    public static bool IsPid1 => LibC.getpid() == 1;

    /// <summary>
    /// Becomes another program, with the same environment. Returns only if that is not possible.
    /// </summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="arguments">All of them, the program's name first.</param>
    public static Errno Exec(string path, string[] arguments)
    {
        // The runtime ignores this signal, and what is ignored stays so in another program and all
        // that it starts.
        _ = LibC.signal(SIGPIPE, SIG_DFL);
        using var argumentBytes = new NativeStrings(arguments);
        fixed (byte* name = Files.Utf8(path))
            return Files.ErrnoOf(LibC.execv(name, argumentBytes.Pointers));
    }
}
