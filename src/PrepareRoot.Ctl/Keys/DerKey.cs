using System;
using System.Formats.Asn1;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Keys;

/// <summary>
/// Ed25519 keys in DER (RFC 8410): a private key is PKCS#8 (RFC 5958), a public key is
/// SubjectPublicKeyInfo (RFC 5280).
/// </summary>
internal static class DerKey
{
    private const string Ed25519 = "1.3.101.112";

    // Version 2 may have a public key. RFC 5958 numbers the versions from 0.
    private const int LastVersion = 1;

    // The tags of the optional members of OneAsymmetricKey.
    private static readonly Asn1Tag AttributesTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag PublicKeyTag = new(TagClass.ContextSpecific, 1);

    // PKCS#8 version 1 of a seed, up to the seed. The private key is an octet string that has the
    // octet string of the seed in it (RFC 8410, section 7).
    private static ReadOnlySpan<byte> BeforeSeed =>
    [
        0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, Sodium.SeedSize,
    ];

    /// <summary>Writes the private key of a seed.</summary>
    internal static SecretBytes Encode(ReadOnlySpan<byte> seed)
    {
        var der = new SecretBytes(BeforeSeed.Length + Sodium.SeedSize);
        BeforeSeed.CopyTo(der.Span);
        seed.CopyTo(der.Span[BeforeSeed.Length..]);
        return der;
    }

    /// <summary>Reads a private key.</summary>
    /// <param name="path">The file that it is from.</param>
    /// <param name="der">The document.</param>
    internal static PrivateKey Private(string path, ReadOnlySpan<byte> der)
    {
        try
        {
            var document = new DerReader(der);
            var key = document.ReadSequence();
            document.End();
            if (key.ReadInteger() is < 0 or > LastVersion)
                throw Malformed(path, "PKCS#8");
            CheckAlgorithm(path, key.ReadSequence());
            var octets = new DerReader(key.ReadOctetString());
            var seed = octets.ReadOctetString();
            octets.End();
            if (key.IsAt(AttributesTag))
                key.Skip();
            var hasPublicKey = key.IsAt(PublicKeyTag);
            var publicKey = hasPublicKey ? key.ReadBitString(PublicKeyTag) : default;
            key.End();
            if (seed.Length != Sodium.SeedSize)
                throw Malformed(path, "PKCS#8");
            return hasPublicKey ? PrivateKey.OfPair(path, seed, publicKey) : PrivateKey.OfSeed(seed);
        }
        catch (AsnContentException)
        {
            throw Malformed(path, "PKCS#8");
        }
    }

    /// <summary>Reads a public key.</summary>
    /// <inheritdoc cref="Private"/>
    internal static byte[] Public(string path, ReadOnlySpan<byte> der)
    {
        try
        {
            var document = new DerReader(der);
            var info = document.ReadSequence();
            document.End();
            CheckAlgorithm(path, info.ReadSequence());
            var key = info.ReadBitString();
            info.End();
            return key.Length == Sodium.PublicKeySize ? key.ToArray() : throw Malformed(path, "SubjectPublicKeyInfo");
        }
        catch (AsnContentException)
        {
            throw Malformed(path, "SubjectPublicKeyInfo");
        }
    }

    private static void CheckAlgorithm(string path, DerReader algorithm)
    {
        var oid = algorithm.ReadObjectIdentifier();
        if (oid != Ed25519)
            throw new FailureException(path + ": must be an Ed25519 key, but is " + AlgorithmName(oid));
    }

    private static string AlgorithmName(string oid) => oid switch
    {
        "1.2.840.113549.1.1.1" => "an RSA key",
        "1.2.840.10045.2.1" => "an EC key",
        "1.3.101.110" => "an X25519 key, which can't sign",
        "1.3.101.113" => "an Ed448 key",
        _ => "a key for the algorithm " + oid,
    };

    private static FailureException Malformed(string path, string format) =>
        new(path + ": the PEM block does not hold an Ed25519 key in " + format);
}
