using System;
using System.IO;
using System.Text;

namespace PrepareRoot.Ctl.Images;

/// <summary>
/// Collects output for a writer that has no buffer, so that it is written in few system calls.
/// </summary>
internal sealed class OutputBuffer(TextWriter output) : IDisposable
{
    private const int Size = 64 * 1024;

    private readonly StringBuilder _text = new(Size);

    /// <summary>Adds text.</summary>
    internal OutputBuffer Add(ReadOnlySpan<char> text)
    {
        _text.Append(text);
        if (_text.Length >= Size)
            Flush();
        return this;
    }

    /// <summary>Adds a character.</summary>
    internal OutputBuffer Add(char character) => Add([character]);

    /// <summary>Writes what was added.</summary>
    internal void Flush()
    {
        output.Write(_text.ToString());
        _text.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Flush();
}
