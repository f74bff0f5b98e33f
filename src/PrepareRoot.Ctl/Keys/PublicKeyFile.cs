using System;
using System.Buffers.Text;
using System.IO;
using System.Text;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Ctl.Keys;

/// <summary>A file with Ed25519 public keys: base64 lines, as in the initramfs, or PEM.</summary>
internal static class PublicKeyFile
{
    private const int MaxSize = 1024 * 1024;

    internal static PublicKeys Read(string path)
    {
        using var file = InputFile.Open(path);
        var content = file.ReadAll(MaxSize);
        var blocks = PemBlock.ReadAll(path, content);
        if (blocks.Count > 0)
            content = Encoding.ASCII.GetBytes(string.Join('\n', blocks.ConvertAll(block => Convert.ToBase64String(block.PublicKey()))));
        else
            RefusePrivate(path, content);
        return PublicKeys.Parse(path, content).Try(out var keys, out var fault) ? keys : throw new FailureException(fault.Cause);
    }

    /// <summary>Reads the public key of a PEM file, or derives it from a private key.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">Where the warning about a world-readable private key is printed.</param>
    internal static byte[] ReadOrDerive(string path, TextWriter error)
    {
        using (var file = InputFile.Open(path))
        {
            if (PemBlock.ReadAll(path, file.ReadAll(PrivateKeyFile.MaxSize)) is [{ Label: PemBlock.PublicKeyLabel } block, ..])
                return block.PublicKey();
        }
        return Sodium.PublicKeyOf(PrivateKeyFile.ReadSeed(path, error));
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
