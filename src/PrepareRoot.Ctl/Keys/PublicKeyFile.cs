using System;
using System.Buffers.Text;
using System.IO;
using System.Text;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Ctl.Keys;

/// <summary>A file with Ed25519 public keys: that of the initramfs, base64 lines, or PEM.</summary>
internal static class PublicKeyFile
{
    private const int MaxSize = 1024 * 1024;

    /// <summary>The keys in it.</summary>
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

    /// <summary>The public key in a PEM file, or that of a private key.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">Where it is said that everybody can read the private key.</param>
    internal static byte[] ReadOrDerive(string path, TextWriter error)
    {
        using (var file = InputFile.Open(path))
        {
            if (PemBlock.ReadAll(path, file.ReadAll(PrivateKeyFile.MaxSize)) is [{ Label: PemBlock.PublicKeyLabel } block, ..])
                return block.PublicKey();
        }
        return Sodium.PublicKeyOf(PrivateKeyFile.ReadSeed(path, error));
    }

    // The message about a line that is no key quotes it, and a private one must not be shown.
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
