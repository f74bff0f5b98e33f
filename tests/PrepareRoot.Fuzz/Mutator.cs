using System;
using System.Collections.Generic;

namespace PrepareRoot.Fuzz;

/// <summary>Damages valid documents.</summary>
public sealed class Mutator
{
    private const int MostChanges = 8;
    private const int MostBytes = 64 * 1024;

    // Boundary values for lengths and offsets.
    private static readonly byte[] _numbers = [0, 1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 0x7f, 0x80, 0xfe, 0xff];

    private readonly Random _random;
    private readonly byte[][] _documents;
    private readonly byte[][] _tokens;

    /// <param name="seed">The same seed makes the same input again.</param>
    /// <param name="documents">Documents whose parts are put into others.</param>
    /// <param name="tokens">Byte strings that the parser treats specially.</param>
    public Mutator(ulong seed, byte[][] documents, byte[][] tokens)
    {
        _random = new Random(unchecked((int)seed));
        _documents = documents;
        _tokens = tokens;
    }

    /// <summary>A damaged copy; sometimes random bytes instead.</summary>
    public byte[] Damage(byte[] document)
    {
        if (_random.Next(32) == 0)
            return Garbage(_random.Next(512));
        var bytes = new List<byte>(document);
        for (var left = _random.Next(MostChanges) + 1; left > 0; left--)
            Change(bytes);
        return bytes.Count <= MostBytes ? [.. bytes] : [.. bytes[..MostBytes]];
    }

    private void Change(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        var count = Math.Min(_random.Next(1 << _random.Next(9)), bytes.Count - at);
        switch (_random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Any(_numbers);
                break;
            case 2:
                bytes.InsertRange(at, Garbage(_random.Next(16)));
                break;
            case 3:
                bytes.RemoveRange(at, count);
                break;
            case 4:
                bytes.InsertRange(_random.Next(bytes.Count + 1), bytes.GetRange(at, count)); // the same twice
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                bytes.InsertRange(at, Any(_tokens));
                break;
            case 7 when _random.Next(8) == 0:
                var token = Any(_tokens);
                for (var times = _random.Next(200); times > 0 && bytes.Count < MostBytes; times--)
                    bytes.InsertRange(at, token);
                break;
            default:
                var other = Any(_documents);
                bytes.InsertRange(at, other[_random.Next(other.Length + 1)..]);
                break;
        }
    }

    private byte[] Garbage(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private T Any<T>(T[] choices) => choices[_random.Next(choices.Length)];
}
