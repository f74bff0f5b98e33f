using System;
using System.Buffers.Binary;
using System.Linq;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>
/// What <c>prepare-rootctl sign</c> prints, and what it must be a signature of, made here once more
/// from the header's text.
/// </summary>
internal sealed record SignatureArguments(string Digest, string Signature)
{
    internal static SignatureArguments Parse(string output)
    {
        Assert.EndsWith("\n", output, StringComparison.Ordinal);
        var words = output.TrimEnd('\n').Split(' ');
        Assert.Equal(2, words.Length);
        return new SignatureArguments(After("composefs.digest=", words[0]), After("composefs.signature=", words[1]));
    }

    /// <summary><c>struct fsverity_formatted_digest</c> of <c>linux/fsverity.h</c>.</summary>
    internal static byte[] Message(string hex)
    {
        var digest = Convert.FromHexString(hex);
        var header = new byte[12];
        "FSVerity"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(digest.Length == 32 ? 1 : 2));
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(10), (ushort)digest.Length);
        return header.Concat(digest).ToArray();
    }

    private static string After(string prefix, string word)
    {
        Assert.StartsWith(prefix, word, StringComparison.Ordinal);
        return word[prefix.Length..];
    }
}
