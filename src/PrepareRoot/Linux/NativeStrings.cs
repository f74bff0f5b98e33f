using System;
using System.Runtime.InteropServices;

namespace PrepareRoot.Linux;

/// <summary>
/// An array of C strings, terminated by a null pointer, as <c>execve(2)</c> takes it.
/// </summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte** _pointers;

    internal NativeStrings(string[] strings)
    {
        _pointers = (byte**)NativeMemory.AllocZeroed((nuint)strings.Length + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < strings.Length; i++)
        {
            var bytes = Files.Utf8(strings[i]);
            _pointers[i] = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
            bytes.CopyTo(new Span<byte>(_pointers[i], bytes.Length));
        }
    }

    internal byte** Pointers => _pointers;

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = 0; _pointers[i] is not null; i++)
            NativeMemory.Free(_pointers[i]);
        NativeMemory.Free(_pointers);
    }
}
