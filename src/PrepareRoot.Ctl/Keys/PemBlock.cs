using System;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Keys;

/// <summary>
/// A block of a PEM file (RFC 7468), as <c>openssl genpkey</c> and <c>openssl pkey</c> write it. It
/// refers to the content of the file, so that no copy of a private key is made.
/// </summary>
internal readonly ref struct PemBlock
{
    internal const string PrivateKeyLabel = "PRIVATE KEY";
    internal const string PublicKeyLabel = "PUBLIC KEY";

    private readonly string _path;
    private readonly ReadOnlySpan<byte> _base64;

    private PemBlock(string path, string label, ReadOnlySpan<byte> base64)
    {
        _path = path;
        Label = label;
        _base64 = base64;
    }

    /// <summary>The text after <c>BEGIN</c>.</summary>
    internal string Label { get; }

    /// <summary>
    /// Writes a file of one block. The base64 is one line, so it must have no more than 64
    /// characters (RFC 7468, section 2).
    /// </summary>
    internal static SecretBytes Write(string label, ReadOnlySpan<byte> content)
    {
        var (before, after) = (Encoding.ASCII.GetBytes("-----BEGIN " + label + "-----\n"), Encoding.ASCII.GetBytes("\n-----END " + label + "-----\n"));
        var size = Base64.GetMaxEncodedToUtf8Length(content.Length);
        var pem = new SecretBytes(before.Length + size + after.Length);
        before.CopyTo(pem.Span);
        Base64.EncodeToUtf8(content, pem.Span.Slice(before.Length, size), out _, out _);
        after.CopyTo(pem.Span[(before.Length + size)..]);
        return pem;
    }

    /// <summary>Takes the next block of a file; false if there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Its content; on return what is after the block.</param>
    /// <param name="block">The block.</param>
    internal static bool TryTake(string path, ref ReadOnlySpan<byte> content, out PemBlock block)
    {
        block = default;
        if (content.IndexOf("-----BEGIN "u8) < 0)
            return false;
        if (!PemEncoding.TryFindUtf8(content, out var fields))
            throw new FailureException(path + ": the PEM block is cut off or not base64");
        block = new PemBlock(path, Encoding.Latin1.GetString(content[fields.Label]), content[fields.Base64Data]);
        content = content[fields.Location.End..];
        return true;
    }

    /// <summary>The refusal of a file that must have one key.</summary>
    internal static FailureException Several(string path) => new(path + ": must have one PEM block, but has several");

    /// <summary>The private key in the block.</summary>
    internal PrivateKey PrivateKey()
    {
        if (Label != PrivateKeyLabel)
            throw Not("private");
        using var der = new SecretBytes(Base64.GetMaxDecodedFromUtf8Length(_base64.Length));
        return DerKey.Private(_path, Decode(der.Span));
    }

    /// <summary>The public key in the block.</summary>
    internal byte[] PublicKey()
    {
        if (Label != PublicKeyLabel)
            throw Not("public");
        return DerKey.Public(_path, Decode(new byte[Base64.GetMaxDecodedFromUtf8Length(_base64.Length)]));
    }

    // PemEncoding found that it is base64.
    private Span<byte> Decode(Span<byte> der)
    {
        Base64.DecodeFromUtf8(_base64, der, out _, out var count);
        return der[..count];
    }

    private FailureException Not(string kind) => new(_path + ": must be an Ed25519 " + kind + " key, but is " + Label switch
    {
        PrivateKeyLabel => "a private one; get the public one with: prepare-rootctl public-key " + _path,
        PublicKeyLabel => "a public one",
        "ENCRYPTED PRIVATE KEY" => "encrypted; decrypt it first, to where only you can read it: openssl pkey -in " + _path,
        "RSA PRIVATE KEY" => "an RSA key",
        "EC PRIVATE KEY" or "EC PARAMETERS" => "an EC key",
        "OPENSSH PRIVATE KEY" => "an OpenSSH key; make one with: prepare-rootctl keygen --output FILE",
        "CERTIFICATE" => "a certificate",
        _ => OffendingText.Quote(Label),
    });
}
