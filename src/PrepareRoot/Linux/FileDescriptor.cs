using System;

namespace PrepareRoot.Linux;

/// <summary>An open file descriptor. It is closed at most once.</summary>
internal sealed class FileDescriptor : IDisposable
{
    private const int Closed = -1;

    private int _number;

    internal FileDescriptor(int number) => _number = number;

    public int Number => _number;

    /// <summary>
    /// The path that reopens exactly this file, even if it was renamed. It needs <c>/proc</c>.
    /// </summary>
    public string ProcPath => "/proc/self/fd/" + _number.Text();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_number == Closed)
            return;
        // Errors of close are ignored: no descriptor here has unwritten data.
        _ = LibC.close(_number);
        _number = Closed;
    }
}
