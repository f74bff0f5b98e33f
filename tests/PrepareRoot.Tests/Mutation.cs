using System;

namespace PrepareRoot.Tests;

/// <summary>Bad input for a parser that promises to take any: it must return, whatever it returns.</summary>
public static class Mutation
{
    public static void OfEachByte(byte[] sound, Action<byte[]> parse)
    {
        var content = (byte[])sound.Clone();
        for (var i = 0; i < content.Length; i++)
        {
            for (var value = 0; value <= byte.MaxValue; value++)
            {
                content[i] = (byte)value;
                parse(content);
            }
            content[i] = sound[i];
        }
    }

    public static void Truncated(byte[] sound, Action<byte[]> parse)
    {
        for (var length = 0; length < sound.Length; length++) parse(sound[..length]);
    }

    /// <summary>Random bytes, most of them small numbers: those are the offsets that could be right.</summary>
    public static void Garbage(Action<byte[]> parse)
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
            parse(content);
        }
    }
}
