using System;

namespace PrepareRoot.Tests;

/// <summary>Changes a byte of sound input for a parser, cuts it off, or makes random input.</summary>
public static class Mutation
{
    /// <summary>Sets a byte to each value that it does not have.</summary>
    /// <param name="sound">The sound input.</param>
    /// <param name="at">The position of the byte.</param>
    /// <param name="check">What to do with each changed input; the value comes first.</param>
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

    /// <summary>Cuts the input off at every length.</summary>
    public static void Truncated(byte[] sound, Action<byte[]> check)
    {
        for (var length = 0; length < sound.Length; length++) check(sound[..length]);
    }

    /// <summary>Random bytes, most of them small numbers: those are the offsets that could be right.</summary>
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
