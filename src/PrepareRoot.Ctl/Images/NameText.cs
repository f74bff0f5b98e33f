using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Images;

/// <summary>A path from an image, as a terminal can show it.</summary>
internal static class NameText
{
    // Most paths are these.
    private static readonly SearchValues<byte> _plain = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>
    /// The path as text. A backslash is doubled, what is not UTF-8 is written as <c>\xXX</c>, and
    /// what a terminal does not show as a character as <c>\uXXXX</c>.
    /// </summary>
    internal static string Of(ReadOnlySpan<byte> path)
    {
        if (!path.ContainsAnyExcept(_plain))
            return Encoding.ASCII.GetString(path);
        var text = new StringBuilder();
        while (!path.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(path, out var rune, out var count);
            if (status != OperationStatus.Done)
                text.Append("\\x").Append(path[0].ToString("x2", CultureInfo.InvariantCulture));
            else if (rune.Value == '\\')
                text.Append("\\\\");
            else
                text.Append(ConsoleText.Escape(rune.ToString()));
            path = path[(status == OperationStatus.Done ? count : 1)..];
        }
        return text.ToString();
    }
}
