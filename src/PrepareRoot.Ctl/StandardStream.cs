using System;
using System.IO;
using System.Text;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl;

/// <summary>
/// Standard output or standard error, unbuffered. <c>Console.Out</c> is not used, because it writes
/// escape sequences to a terminal to prepare it for input.
/// </summary>
internal sealed class StandardStream : TextWriter
{
    private const int OutputNumber = 1;
    private const int ErrorNumber = 2;

    private readonly int _number;

    private StandardStream(int number, bool isTerminal)
    {
        _number = number;
        IsTerminal = isTerminal;
    }

    /// <summary>Standard output.</summary>
    internal static StandardStream Output { get; } = new(OutputNumber, !Console.IsOutputRedirected);

    /// <summary>Standard error.</summary>
    internal static StandardStream Error { get; } = new(ErrorNumber, !Console.IsErrorRedirected);

    /// <summary>Whether the stream is a terminal.</summary>
    internal bool IsTerminal { get; }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(buffer)];
        Encoding.UTF8.GetBytes(buffer, bytes);
        var errno = Files.WriteTo(_number, bytes);
        // EPIPE is ignored, because the reader closed the pipe. Errors of standard error are
        // ignored, because they can't be reported anywhere.
        if (errno is not (Errno.None or Errno.EPIPE) && _number == OutputNumber)
            throw new IOException(errno.Message());
    }
}
