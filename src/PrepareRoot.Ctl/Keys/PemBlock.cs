using System;
using System.Collections.Generic;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Keys;

/// <summary>
/// A block of a PEM file (RFC 7468), as <c>openssl genpkey</c> and <c>openssl pkey</c> write it.
/// Ed25519 keys have the format of RFC 8410: a private key is PKCS#8 (RFC 5958), a public key is
/// SubjectPublicKeyInfo (RFC 5280).
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Label">The text after <c>BEGIN</c>.</param>
/// <param name="Content">The DER between the two lines.</param>
internal sealed record PemBlock(string Path, string Label, byte[] Content)
{
    internal const string PrivateKeyLabel = "PRIVATE KEY";
    internal const string PublicKeyLabel = "PUBLIC KEY";

    private const string Ed25519 = "1.3.101.112";

    /// <summary>All blocks of a file; empty if the file is not PEM.</summary>
    internal static List<PemBlock> ReadAll(string path, ReadOnlySpan<byte> content)
    {
        var blocks = new List<PemBlock>();
        if (content.IndexOf("-----BEGIN "u8) < 0)
            return blocks;
        var rest = Encoding.Latin1.GetString(content).AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            blocks.Add(new PemBlock(path, rest[fields.Label].ToString(), Convert.FromBase64String(rest[fields.Base64Data].ToString())));
            rest = rest[fields.Location.End..];
        }
        return blocks.Count > 0 ? blocks : throw new FailureException(path + ": the PEM block is cut off or not base64");
    }

    /// <summary>The seed of an Ed25519 private key.</summary>
    internal byte[] Seed()
    {
        if (Label != PrivateKeyLabel)
            throw Not("private");
        return Decode("PKCS#8", Sodium.SeedSize, document =>
        {
            var key = document.ReadSequence();
            key.ReadInteger(); // the version; what version 2 adds, after the key, is not needed
            CheckAlgorithm(key.ReadSequence());
            return new AsnReader(key.ReadOctetString(), AsnEncodingRules.BER).ReadOctetString();
        });
    }

    /// <summary>The bytes of an Ed25519 public key.</summary>
    internal byte[] PublicKey()
    {
        if (Label != PublicKeyLabel)
            throw Not("public");
        return Decode("SubjectPublicKeyInfo", Sodium.PublicKeySize, document =>
        {
            var key = document.ReadSequence();
            CheckAlgorithm(key.ReadSequence());
            return key.ReadBitString(out _);
        });
    }

    private byte[] Decode(string format, int size, Func<AsnReader, byte[]> read)
    {
        byte[] key;
        try
        {
            key = read(new AsnReader(Content, AsnEncodingRules.BER));
        }
        catch (AsnContentException)
        {
            key = [];
        }
        return key.Length == size ? key : throw new FailureException(Path + ": the PEM block '" + Label + "' does not hold an Ed25519 key in " + format);
    }

    private void CheckAlgorithm(AsnReader algorithm)
    {
        var oid = algorithm.ReadObjectIdentifier();
        if (oid != Ed25519)
            throw new FailureException(Path + ": must be an Ed25519 key, but is " + AlgorithmName(oid));
    }

    private static string AlgorithmName(string oid) => oid switch
    {
        "1.2.840.113549.1.1.1" => "an RSA key",
        "1.2.840.10045.2.1" => "an EC key",
        "1.3.101.110" => "an X25519 key, which can't sign",
        "1.3.101.113" => "an Ed448 key",
        _ => "a key for the algorithm " + oid,
    };

    private FailureException Not(string kind) => new(Path + ": must be an Ed25519 " + kind + " key, but is " + Label switch
    {
        PrivateKeyLabel => "a private one; get the public one with: prepare-rootctl public-key " + Path,
        PublicKeyLabel => "a public one",
        "ENCRYPTED PRIVATE KEY" => "encrypted; decrypt it first, to where only you can read it: openssl pkey -in " + Path,
        "RSA PRIVATE KEY" => "an RSA key",
        "EC PRIVATE KEY" or "EC PARAMETERS" => "an EC key",
        "OPENSSH PRIVATE KEY" => "an OpenSSH key; make one with: openssl genpkey -algorithm ed25519",
        "CERTIFICATE" => "a certificate",
        _ => OffendingText.Quote(Label),
    });
}
