using System;
using System.Collections.Generic;

namespace PrepareRoot.Linux;

/// <summary>An open file descriptor. It is closed at most once.</summary>
internal sealed class FileDescriptor : IDisposable
{
    private const int Closed = -1;

    // What Dispose left open; null: it closes.
    private static List<int>? _left;

    private int _number;

    internal FileDescriptor(int number) => _number = number;

    public int Number => _number;

    /// <summary>
    /// The path that reopens exactly this file, even if it was renamed. It needs <c>/proc</c>.
    /// </summary>
    public string ProcPath => "/proc/self/fd/" + _number.Text();

    /// <summary>
    /// Lets <see cref="Dispose"/> leave all descriptors open from now on, for a program that ends at
    /// once: the kernel closes them then, and where it executes another program, because all have
    /// O_CLOEXEC. That saves a system call for each.
    /// </summary>
    public static void LeaveOpen() => _left = [];

    /// <summary>
    /// Closes what <see cref="Dispose"/> left open, where something has to end before the program
    /// does: a mount ends with its last descriptor.
    /// </summary>
    public static void CloseLeft()
    {
        foreach (var number in _left ?? [])
            _ = LibC.close(number);
        _left?.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_number == Closed)
            return;
        // Errors of close are ignored: no descriptor here has unwritten data.
        if (_left is { } left)
            left.Add(_number);
        else
            _ = LibC.close(_number);
        _number = Closed;
    }
}
