using System;
using System.Buffers;
using System.Buffers.Text;

namespace PrepareRoot.Formats;

/// <summary>Base64 (RFC 4648, section 4) of data with a known size.</summary>
internal static class Base64Text
{
    /// <summary>
    /// Decodes a text; null if it is not base64 or not of <paramref name="size"/> bytes.
    /// </summary>
    internal static byte[]? Decode(ReadOnlySpan<byte> text, int size)
    {
        var bytes = new byte[size];
        var status = Base64.DecodeFromUtf8(text, bytes, out var consumed, out var written);
        return status == OperationStatus.Done && consumed == text.Length && written == size ? bytes : null;
    }
}
