using System;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace PrepareRoot.Fuzz.Documents;

/// <summary>The parts that documents are made of.</summary>
internal static class Make
{
    /// <summary>One of these texts.</summary>
    internal static Gen<string> Any(params string[] texts) => Gen.Elements(texts);

    /// <summary>One of these, each as often as the others.</summary>
    internal static Gen<T> OneOf<T>(params Gen<T>[] choices) => Gen.OneOf(choices);

    /// <summary>Several texts, one after the other.</summary>
    internal static Gen<string> Join(params Gen<string>[] parts) => Gen.CollectToArray(parts).Select(string.Concat);

    /// <summary>Several texts, from none to a number of them.</summary>
    internal static Gen<string> Several(Gen<string> item, int most, string separator = "") =>
        Array(item, 0, most).Select(items => string.Join(separator, items));

    /// <summary>An array of a random length.</summary>
    internal static Gen<T[]> Array<T>(Gen<T> item, int least, int most) => Gen.Choose(least, most).SelectMany(count => item.ArrayOf(count));

    /// <summary>A text of these characters.</summary>
    internal static Gen<string> Characters(string characters, int least, int most) =>
        Array(Gen.Elements(characters.ToCharArray()), least, most).Select(array => new string(array));

    /// <summary>As many hexadecimal digits.</summary>
    internal static Gen<string> Hex(int digits) => Bytes(digits / 2).Select(Convert.ToHexStringLower);

    /// <summary>Random bytes.</summary>
    internal static Gen<byte[]> Bytes(int count) => Gen.Choose(0, byte.MaxValue).Select(number => (byte)number).ArrayOf(count);

    /// <summary>From none to a number of random bytes.</summary>
    internal static Gen<byte[]> BytesUpTo(int most) => Gen.Choose(0, most).SelectMany(Bytes);

    /// <summary>A number of any of the sizes.</summary>
    internal static Gen<ulong> Number() =>
        from bits in Gen.Choose(0, 64)
        from bytes in Bytes(sizeof(ulong))
        select bits == 0 ? 0 : BitConverter.ToUInt64(bytes) >> (64 - bits);

    /// <summary>Its UTF-8.</summary>
    internal static Gen<byte[]> Utf8(this Gen<string> text) => text.Select(Encoding.UTF8.GetBytes);
}
