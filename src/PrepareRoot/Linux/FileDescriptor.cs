using System;

namespace PrepareRoot.Linux;

/// <summary>An open file descriptor, closed once.</summary>
internal sealed class FileDescriptor : IDisposable
{
    private const int Closed = -1;

    private int _number;

    internal FileDescriptor(int number) => _number = number;

    /// <summary>The number the kernel knows it by.</summary>
    public int Number => _number;

    /// <summary>
    /// The path by which the kernel reopens exactly this file, whatever its names are now (needs
    /// <c>/proc</c>).
    /// </summary>
    public string ProcPath => "/proc/self/fd/" + _number.Text();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_number == Closed)
            return;
        // Nothing here has data in flight that close could report as lost.
        _ = LibC.close(_number);
        _number = Closed;
    }
}
