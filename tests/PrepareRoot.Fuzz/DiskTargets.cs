using System;
using System.Linq;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Support;
using PrepareRoot.Trust;

namespace PrepareRoot.Fuzz;

/// <summary>The parsers of what is on the disk, and of keys and signatures.</summary>
public static class DiskTargets
{
    private const string DigestKey = "ostree.composefs.digest.v0";

    private static readonly byte[] _seed = Sodium.Sha256("fuzz"u8);
    private static readonly FsVerityDigest _digest = FsVerityDigest.From(FsVerityAlgorithm.Sha256, Sodium.Sha256("image"u8));
    private static readonly string _keyFile = Convert.ToBase64String(Sodium.PublicKeyOf(_seed)) + "\n";
    private static readonly string _signature = Convert.ToBase64String(Sodium.Sign(FormattedDigest.Of(_digest), _seed));

    private static readonly byte[] _dictionary = ObjectBuilder.Dictionary(
        ("version", "s", ObjectBuilder.Text("1")), (DigestKey, "ay", new byte[32]), ("ostree.container.image-config", "s", ObjectBuilder.Text("{}")));

    private static readonly byte[][] _commits =
    [
        ObjectBuilder.Commit(_dictionary, new byte[32], 1_800_000_000, "subject"),
        ObjectBuilder.Commit([], [], 0),
        ObjectBuilder.Commit(_dictionary, [], ulong.MaxValue, new string('x', 300)),
    ];

    private static readonly byte[][] _metadata =
    [
        ObjectBuilder.Dictionary(("ostree.sign.ed25519", "aay", ObjectBuilder.Arrays(new byte[64], [], [1, 2, 3]))),
        ObjectBuilder.Dictionary(("a", "b", [1]), ("ostree.gpgsigs", "aay", ObjectBuilder.Arrays([1])), ("ostree.sign.ed25519", "aay", [])),
    ];

    private static readonly byte[][] _tokens = [.. ConfigurationTargets.Bytes(DigestKey, "ostree.sign.ed25519", "\0ay", "\0aay", "\0s"), [0], [0xff], [1, 0, 0, 0], [0xff, 0xff]];

    public static Target[] All { get; } =
    [
        new("CommitObject", bytes => ConfigurationTargets.IsValue(CommitObject.Parse("f", bytes)), _commits, _tokens),
        new("DetachedMetadata", ParseMetadata, _metadata, _tokens),
        new("GVariantArrayReader", ParseArray, [.. _metadata, ObjectBuilder.Arrays([1], [2, 3], new byte[300])], _tokens),
        new("GVariantDictionaryReader", ParseDictionary, [_dictionary, .. _metadata], _tokens),
        new("ComposefsHeader", ParseHeader, [Image(4096, 12), Image(65536, 16), Image(1152, 9)], [[0xe2, 0xe1, 0xf5, 0xe0], [0], [0xff, 0xff, 0xff, 0xff]]),
        new("PublicKeys", bytes => ConfigurationTargets.IsValue(PublicKeys.Parse("f", bytes)), ConfigurationTargets.Bytes(_keyFile, "\n" + _keyFile + "\r\n \n" + _keyFile), ConfigurationTargets.Bytes("\n", "=", "==", "A", " ", "\r", "\0", "-", "_")),
        new("ArgumentSignatures", ParseSignatures, ConfigurationTargets.Bytes(_signature, _signature + "\0" + _signature), ConfigurationTargets.Bytes("\0", "=", "==", "A", " ", "\n", "\u0100")),
    ];

    private static bool ParseMetadata(byte[] bytes)
    {
        if (DetachedMetadata.ReadEd25519Signatures("f", bytes, out var signatures) is not null)
            return false;
        Walk(signatures, bytes.Length);
        return true;
    }

    private static bool ParseArray(byte[] bytes)
    {
        var isArray = false;
        foreach (var alignment in (int[])[1, 2, 4, 8])
        {
            if (!GVariantArrayReader.TryRead(bytes, alignment, out var array))
                continue;
            Walk(array, bytes.Length);
            isArray = true;
        }
        return isArray;
    }

    private static bool ParseDictionary(byte[] bytes)
    {
        if (!GVariantDictionaryReader.TryRead(bytes, out var dictionary))
            return false;
        var lookup = dictionary.Find(Encoding.UTF8.GetBytes(DigestKey), "ay"u8, out var value);
        var (isEmpty, isFound) = (value.IsEmpty, lookup == GVariantLookup.Found);
        return ConfigurationTargets.Check(true, () => isFound || isEmpty);
    }

    private static void Walk(GVariantArrayReader array, int size)
    {
        var (count, total) = (0, 0L);
        foreach (var element in array)
        {
            count++;
            total += element.Length;
        }
        var expected = array.Count;
        ConfigurationTargets.Check(true, () => count == expected && total <= size);
    }

    // The file has the size of the input, or is slightly larger or smaller than the header says.
    private static bool ParseHeader(byte[] bytes)
    {
        var start = bytes.AsSpan(0, Math.Min(bytes.Length, ComposefsHeader.Size));
        return ConfigurationTargets.IsValue(ComposefsHeader.Parse("f", start, (ulong)bytes.Length))
            | ConfigurationTargets.IsValue(ComposefsHeader.Parse("f", start, ulong.MaxValue));
    }

    private static bool ParseSignatures(byte[] bytes)
    {
        if (!PublicKeys.Parse("keys", Encoding.UTF8.GetBytes(_keyFile)).Try(out var keys, out var fault))
            throw new InvalidOperationException(fault.Cause);
        var texts = ConfigurationTargets.Text(bytes).Split('\0');
        var accepted = ArgumentSignatures.Parse(texts).Try(out var signatures, out _) && signatures.Verify(_digest, keys) is null;
        // A random change does not make another valid signature.
        return ConfigurationTargets.Check(accepted, () => texts.Any(IsSignature));
    }

    private static bool IsSignature(string text) =>
        Convert.TryFromBase64String(text, new byte[text.Length], out var size) && size == 64 && Convert.FromBase64String(text).AsSpan().SequenceEqual(Convert.FromBase64String(_signature));

    private static byte[] Image(int size, byte blockSizeBits)
    {
        var image = new byte[size];
        BitConverter.TryWriteBytes(image, 0xd078629a);
        BitConverter.TryWriteBytes(image.AsSpan(1024), 0xe0f5e1e2);
        image[1024 + 12] = blockSizeBits;
        BitConverter.TryWriteBytes(image.AsSpan(1024 + 36), size >> blockSizeBits);
        return image;
    }
}
