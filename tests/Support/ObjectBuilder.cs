using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace PrepareRoot.Support;

/// <summary>
/// Makes commit objects and detached metadata for tests, valid and invalid ones, independent of the
/// code that they test.
/// </summary>
public static class ObjectBuilder
{
    /// <summary>
    /// A commit <c>(a{sv}aya(say)sstayay)</c> with the root checksums 07… and 08….
    /// </summary>
    public static byte[] Commit(byte[] metadata, byte[] parent, ulong timestamp, string subject = "")
    {
        var seconds = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(seconds, timestamp);
        var root = new byte[32];
        Array.Fill(root, (byte)7);
        var rootMetadata = new byte[32];
        Array.Fill(rootMetadata, (byte)8);
        return Container(
            reverse: true,
            (8, true, metadata),
            (1, true, parent),
            (1, true, []),
            (1, true, Text(subject)),
            (1, true, Text("")),
            (8, false, seconds),
            (1, true, root),
            (1, false, rootMetadata));
    }

    /// <summary>A dictionary <c>a{sv}</c> of keys, types and serialized values.</summary>
    public static byte[] Dictionary(params (string Key, string Type, byte[] Value)[] entries) => Container(
        reverse: false,
        Array.ConvertAll(entries, entry => (8, true, Container(
            reverse: true,
            (1, true, Text(entry.Key)),
            (8, false, [.. entry.Value, 0, .. Encoding.UTF8.GetBytes(entry.Type)])))));

    /// <summary>An array <c>aay</c>.</summary>
    public static byte[] Arrays(params byte[][] elements) =>
        Container(reverse: false, Array.ConvertAll(elements, element => (1, true, element)));

    public static byte[] Text(string value) => Encoding.UTF8.GetBytes(value + "\0");

    // The members, each aligned; then the framing offsets.
    private static byte[] Container(bool reverse, params (int Alignment, bool HasOffset, byte[] Bytes)[] members)
    {
        var bytes = new List<byte>();
        var ends = new List<int>();
        foreach (var (alignment, hasOffset, member) in members)
        {
            while (bytes.Count % alignment != 0) bytes.Add(0);
            bytes.AddRange(member);
            if (hasOffset) ends.Add(bytes.Count);
        }
        if (reverse) ends.Reverse();
        var size = bytes.Count + ends.Count < 256 ? 1 : bytes.Count + (2 * ends.Count) < 65536 ? 2 : 4;
        foreach (var end in ends) bytes.AddRange(BitConverter.GetBytes(end)[..size]);
        return bytes.ToArray();
    }
}
