using System;

namespace PrepareRoot.Tests;

/// <summary>
/// Changes a byte of valid input for a parser, truncates it, or makes random input.
/// </summary>
public static class Mutation
{
    /// <summary>Sets a byte to each other value.</summary>
    /// <param name="sound">The valid input.</param>
    /// <param name="at">The position of the byte.</param>
    /// <param name="check">Called with the new value and the changed input.</param>
    public static void OfByte(byte[] sound, int at, Action<byte, byte[]> check)
    {
        var content = (byte[])sound.Clone();
        for (var value = 0; value <= byte.MaxValue; value++)
        {
            if (value == sound[at]) continue;
            content[at] = (byte)value;
            check((byte)value, content);
        }
    }

    /// <summary>Truncates the input to every shorter length.</summary>
    public static void Truncated(byte[] sound, Action<byte[]> check)
    {
        for (var length = 0; length < sound.Length; length++) check(sound[..length]);
    }

    /// <summary>Random bytes, most of them small numbers, which are plausible offsets.</summary>
    public static void Garbage(Action<byte[]> check)
    {
        var random = new Random(1);
        for (var round = 0; round < 20_000; round++)
        {
            var content = new byte[random.Next(300)];
            random.NextBytes(content);
            for (var i = 0; i < content.Length; i++)
            {
                if (random.Next(4) != 0) content[i] = (byte)random.Next(content.Length);
            }
            check(content);
        }
    }
}
