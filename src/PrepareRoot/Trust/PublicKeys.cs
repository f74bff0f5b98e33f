using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Trust;

/// <summary>
/// The keys whose signatures count: the file that libostree reads too (<c>composefs.keypath</c>), a
/// base64 Ed25519 public key a line, blank lines skipped. A line that is no key is a fault: it may
/// be a mistyped one that somebody relies on.
/// </summary>
internal sealed class PublicKeys
{
    private readonly List<byte[]> _keys = [];

    private PublicKeys(string path) => Path = path;

    /// <summary>The file they are from.</summary>
    public string Path { get; }

    /// <summary>Reads the file's content.</summary>
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
                // The line itself is not shown: it may be a private key that was put there by
                // mistake.
                return new Fault(
                    FaultCode.KeysMalformed,
                    path + ":" + number.Text() + ": must be the base64 of a 32-byte Ed25519 public key (44 characters), but is something else of "
                    + line.Length.Text() + " bytes");
            }
            keys._keys.Add(key);
        }
        return keys._keys.Count > 0 ? keys : new Fault(FaultCode.KeysMalformed, path + " is there, but has no key in it");
    }

    /// <summary>Whether one of the keys made this signature of this message.</summary>
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
