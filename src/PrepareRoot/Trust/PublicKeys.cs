using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Trust;

/// <summary>
/// The trusted keys, from the file that libostree reads too (<c>composefs.keypath</c>): one base64
/// Ed25519 public key per line, blank lines are skipped. A line that is not a key is a fault,
/// because it may be a mistyped key that the administrator relies on.
/// </summary>
internal sealed class PublicKeys
{
    private readonly List<byte[]> _keys = [];

    private PublicKeys(string path) => Path = path;

    /// <summary>The path of the file.</summary>
    public string Path { get; }

    /// <summary>Parses the content of the file.</summary>
    public static Result<PublicKeys> Parse(string path, ReadOnlySpan<byte> content)
    {
        var keys = new PublicKeys(path);
        var number = 0;
        foreach (var range in content.Split((byte)'\n'))
        {
            number++;
            var line = content[range].Trim(" \t\r"u8);
            if (line.IsEmpty)
                continue;
            if (Base64Text.Decode(line, Sodium.PublicKeySize) is not { } key)
            {
                // The message does not quote the line, which may be a private key that is there by
                // mistake.
                return new Fault(
                    FaultCode.KeysMalformed,
                    path + ":" + number.Text() + ": must be the base64 of a 32-byte Ed25519 public key (44 characters), but is not (" + line.Length.Text() + " bytes)");
            }
            keys._keys.Add(key);
        }
        return keys._keys.Count > 0 ? keys : new Fault(FaultCode.KeysMalformed, path + " has no key in it");
    }

    /// <summary>Whether this is a valid signature of the message by one of the keys.</summary>
    public bool Verify(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message)
    {
        foreach (var key in _keys)
        {
            if (Sodium.Verify(signature, message, key))
                return true;
        }
        return false;
    }
}
