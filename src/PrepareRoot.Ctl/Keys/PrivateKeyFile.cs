using System;
using System.Buffers.Text;
using System.Globalization;
using System.IO;
using System.Text;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Keys;

/// <summary>A file with an Ed25519 private key. Messages never quote its content.</summary>
internal static class PrivateKeyFile
{
    /// <summary>The maximum size of a key file in bytes. Every key format is far smaller.</summary>
    internal const int MaxSize = 64 * 1024;

    private const uint OthersRead = 4; // S_IROTH
    private const string Forms = "PEM (PKCS#8), 32 bytes, or the base64 of 32 bytes (the seed) or of 64 (seed and public key, as ostree has it)";

    /// <summary>Reads the 32-byte seed, which RFC 8032 calls the private key.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">Where the warning about a world-readable file is printed.</param>
    internal static byte[] ReadSeed(string path, TextWriter error)
    {
        using var file = InputFile.Open(path);
        var seed = Seed(path, file.ReadAll(MaxSize));
        // This is only a warning, because secrets that a build service mounts are often
        // world-readable.
        if ((file.Status.Permissions & OthersRead) != 0)
            CommandLine.PrintMessage(error, "warning: every user can read the private key " + path + "; chmod 600 it");
        return seed;
    }

    private static byte[] Seed(string path, byte[] content)
    {
        if (content.Length == 0)
            throw new FailureException(path + ": must be an Ed25519 private key, but is empty");
        if (PemBlock.ReadAll(path, content) is [var block, ..])
            return block.Seed();
        if (content.Length == Sodium.SeedSize)
            return content;
        var text = Encoding.Latin1.GetString(content).Trim();
        if (!Base64.IsValid(text, out var size))
        {
            throw new FailureException(string.Create(
                CultureInfo.InvariantCulture, $"{path}: must be an Ed25519 private key, as {Forms}, but is {content.Length} bytes of something else"));
        }
        return size switch
        {
            Sodium.SeedSize => Convert.FromBase64String(text),
            Sodium.SeedSize + Sodium.PublicKeySize => SeedOfPair(path, Convert.FromBase64String(text)),
            _ => throw new FailureException(string.Create(
                CultureInfo.InvariantCulture, $"{path}: must be an Ed25519 private key, as {Forms}, but is the base64 of {size} bytes")),
        };
    }

    private static byte[] SeedOfPair(string path, byte[] pair)
    {
        var seed = pair[..Sodium.SeedSize];
        return Sodium.PublicKeyOf(seed).AsSpan().SequenceEqual(pair.AsSpan(Sodium.SeedSize))
            ? seed
            : throw new FailureException(path + ": the second 32 of its 64 bytes are not the public key of the first 32: it is damaged, or no key");
    }
}
