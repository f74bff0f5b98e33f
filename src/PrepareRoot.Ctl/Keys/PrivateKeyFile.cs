using System;
using System.Buffers;
using System.Buffers.Text;
using System.IO;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Keys;

/// <summary>A file with an Ed25519 private key. Messages never quote its content.</summary>
internal static class PrivateKeyFile
{
    /// <summary>The maximum size of a key file in bytes. Every key format is far smaller.</summary>
    internal const int MaxSize = 64 * 1024;

    private const int PairSize = Sodium.SeedSize + Sodium.PublicKeySize;
    private const uint GroupAndOthers = 0x3f; // S_IRWXG | S_IRWXO
    private const string Forms = "as PEM (PKCS#8) or the base64 of 64 bytes (seed and public key, as ostree has it)";
    private const string SeedForms = "as the 32 bytes of its seed (--seed) or their base64";

    /// <summary>Reads a private key.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isSeed">
    /// Whether the file has a seed without its public key. A public key has the same size. If one were
    /// taken for a seed, everybody who has it could sign. So only the user can say that it is a seed.
    /// </param>
    /// <param name="error">Where the warning about the file's mode is printed.</param>
    internal static PrivateKey Read(string path, bool isSeed, TextWriter error)
    {
        using var file = InputFile.Open(path);
        using var buffer = new SecretBytes(MaxSize + 1);
        var content = buffer.Span[..file.ReadAll(buffer.Span)];
        if (content.IsEmpty)
            throw new FailureException(path + ": must be an Ed25519 private key, but is empty");
        var key = isSeed ? OfSeed(path, content) : OfPemOrPair(path, content);
        // This is only a warning, because the secrets that a build service mounts often have such a
        // mode.
        var mode = file.Status.Permissions;
        if ((mode & GroupAndOthers) != 0)
        {
            CommandLine.PrintMessage(
                error,
                "warning: the private key " + path + " has the mode " + Convert.ToString(mode, 8).PadLeft(4, '0')
                + ", but only its owner should have access: chmod 0600 " + path);
        }
        return key;
    }

    private static PrivateKey OfPemOrPair(string path, ReadOnlySpan<byte> content)
    {
        var rest = content;
        if (PemBlock.TryTake(path, ref rest, out var block))
        {
            return block.Label == PemBlock.PrivateKeyLabel && PemBlock.TryTake(path, ref rest, out _)
                ? throw PemBlock.Several(path)
                : block.PrivateKey();
        }
        if (content.Length == Sodium.SeedSize)
            throw MaybePublic(path, "32 bytes");
        using var buffer = new SecretBytes(content.Length);
        var bytes = Decode(path, content, Forms, buffer.Span);
        return bytes.Length switch
        {
            PairSize => PrivateKey.OfPair(path, bytes[..Sodium.SeedSize], bytes[Sodium.SeedSize..]),
            Sodium.SeedSize => throw MaybePublic(path, "the base64 of 32 bytes"),
            _ => throw Not(path, Forms, "the base64 of " + bytes.Length.Text() + " bytes"),
        };
    }

    private static PrivateKey OfSeed(string path, ReadOnlySpan<byte> content)
    {
        if (content.Length == Sodium.SeedSize)
            return PrivateKey.OfSeed(content);
        using var buffer = new SecretBytes(content.Length);
        var bytes = Decode(path, content, SeedForms, buffer.Span);
        return bytes.Length == Sodium.SeedSize
            ? PrivateKey.OfSeed(bytes)
            : throw Not(path, SeedForms, "the base64 of " + bytes.Length.Text() + " bytes");
    }

    // White space is allowed, because base64(1) wraps its lines.
    private static ReadOnlySpan<byte> Decode(string path, ReadOnlySpan<byte> text, string forms, Span<byte> buffer) =>
        Base64.DecodeFromUtf8(text, buffer, out _, out var count) == OperationStatus.Done
            ? buffer[..count]
            : throw Not(path, forms, text.Length.Text() + " bytes of something else");

    private static FailureException Not(string path, string forms, string found) =>
        new(path + ": must be an Ed25519 private key, " + forms + ", but is " + found);

    private static FailureException MaybePublic(string path, string found) => new(
        path + ": must be an Ed25519 private key, " + Forms + ", but is " + found
        + ": a public key looks the same, and everybody could sign with it. If it is the secret seed of a private key, add --seed");
}
