using System;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PrepareRoot.Ctl;
using PrepareRoot.Ctl.Keys;
using PrepareRoot.Formats;
using PrepareRoot.Fuzz.Documents;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Fuzz.Targets;

/// <summary>Keys and signatures.</summary>
internal static class KeyTargets
{
    private static readonly byte[] _seed = Sodium.Sha256("fuzz"u8);
    private static readonly FsVerityDigest _digest = FsVerityDigest.From(FsVerityAlgorithm.Sha256, Sodium.Sha256("image"u8));
    private static readonly byte[] _signature = Sodium.Sign(FormattedDigest.Of(_digest), _seed);
    private static readonly PublicKeys _keys = Keys(Convert.ToBase64String(Sodium.PublicKeyOf(_seed)));

    private static readonly Gen<string> _signatures =
        from before in Make.Array(DiskDocuments.Base64(64), 0, 2)
        from after in Make.Array(DiskDocuments.Base64(64), 0, 2)
        select string.Join('\0', [.. before, Convert.ToBase64String(_signature), .. after]);

    internal static Target[] All { get; } =
    [
        new("PublicKeys", bytes => Checks.IsValue(PublicKeys.Parse("f", bytes)), DiskDocuments.PublicKeys.Utf8(), Checks.Bytes("\n", "=", "==", "A", " ", "\r", "\0", "-", "_")),
        new("ArgumentSignatures", ParseSignatures, _signatures.Utf8(), Checks.Bytes("\0", "=", "==", "A", " ", "\n", "\u0100")),
        new("PemBlock", ParsePem, DiskDocuments.Pem.Utf8(), Checks.Bytes("-----BEGIN ", "-----END ", "PRIVATE KEY-----", "\n", "A", "=", "MC4CAQAw", " ", "ENCRYPTED ", "\r")),
    ];

    private static PublicKeys Keys(string text) =>
        PublicKeys.Parse("keys", Encoding.UTF8.GetBytes(text)).Try(out var keys, out var fault) ? keys : throw new InvalidOperationException(fault.Cause);

    // A random change does not make another valid signature.
    private static bool ParseSignatures(byte[] bytes)
    {
        var texts = Checks.Text(bytes).Split('\0');
        var parsed = ArgumentSignatures.Parse(texts);
        if (!Checks.IsValue(parsed) || !parsed.Try(out var signatures, out _) || !Checks.IsNone(signatures.Verify(_digest, _keys)))
            return false;
        Checks.Hold(texts.Any(IsSignature), "a forged signature verifies");
        return true;
    }

    private static bool IsSignature(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var size) && bytes.AsSpan(0, size).SequenceEqual(_signature);
    }

    // Any file gives keys or a message. The message does not quote the file, which may be private.
    private static bool ParsePem(byte[] bytes)
    {
        try
        {
            var count = 0;
            ReadOnlySpan<byte> rest = bytes;
            for (; PemBlock.TryTake("f", ref rest, out var block); count++)
            {
                using var privateKey = block.Label == PemBlock.PrivateKeyLabel ? block.PrivateKey() : null;
                var key = privateKey?.PublicKey ?? block.PublicKey();
                Checks.Hold(key.Length == Sodium.PublicKeySize, "a key of another size");
            }
            return count > 0;
        }
        catch (FailureException failure)
        {
            return !Checks.IsMessage(failure.Message);
        }
    }
}
