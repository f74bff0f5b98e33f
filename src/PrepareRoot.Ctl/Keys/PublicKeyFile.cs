using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Ctl.Keys;

/// <summary>A file with Ed25519 public keys: base64 lines, as in the initramfs, or PEM.</summary>
internal static class PublicKeyFile
{
    private const int MaxSize = 1024 * 1024;

    /// <summary>Reads all keys of a file.</summary>
    internal static PublicKeys Read(string path)
    {
        using var file = InputFile.Open(path);
        // It may be a private key by mistake.
        using var buffer = new SecretBytes(MaxSize + 1);
        ReadOnlySpan<byte> content = buffer.Span[..file.ReadAll(buffer.Span)];
        var lines = new List<string>();
        var rest = content;
        while (PemBlock.TryTake(path, ref rest, out var block))
            lines.Add(Convert.ToBase64String(block.PublicKey()));
        if (lines.Count > 0)
            content = Encoding.ASCII.GetBytes(string.Join('\n', lines));
        else
            RefusePrivate(path, content);
        return PublicKeys.Parse(path, content).Try(out var keys, out var fault) ? keys : throw new FailureException(fault.Cause);
    }

    /// <summary>Reads the key of a PEM file; null if it has no public key.</summary>
    internal static byte[]? ReadPem(string path)
    {
        using var file = InputFile.Open(path);
        using var buffer = new SecretBytes(PrivateKeyFile.MaxSize + 1);
        ReadOnlySpan<byte> content = buffer.Span[..file.ReadAll(buffer.Span)];
        if (!PemBlock.TryTake(path, ref content, out var block) || block.Label != PemBlock.PublicKeyLabel)
            return null;
        return PemBlock.TryTake(path, ref content, out _) ? throw PemBlock.Several(path) : block.PublicKey();
    }

    // A private key gets its own message, which names the command that prints the public key.
    private static void RefusePrivate(string path, ReadOnlySpan<byte> content)
    {
        foreach (var line in content.Split((byte)'\n'))
        {
            if (Base64.IsValid(content[line], out var size) && size == Sodium.SeedSize + Sodium.PublicKeySize)
            {
                throw new FailureException(
                    path + ": must be Ed25519 public keys, but a line has 64 bytes, as a private one; get the public one with: prepare-rootctl public-key " + path);
            }
        }
    }
}
