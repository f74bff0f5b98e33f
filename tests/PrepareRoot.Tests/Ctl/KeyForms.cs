using System;
using System.Text;
using PrepareRoot.Linux;

namespace PrepareRoot.Tests.Ctl;

/// <summary>An Ed25519 key, and the forms in which files have one.</summary>
internal static class KeyForms
{
    // RFC 8032, section 7.1, TEST 1.
    internal static readonly byte[] Seed = Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    internal static readonly byte[] PublicKey = Sodium.PublicKeyOf(Seed);

    /// <summary>What ostree calls a secret key: the base64 of the seed and the public key.</summary>
    internal static readonly string Pair = Convert.ToBase64String([.. Seed, .. PublicKey]);

    /// <summary>PKCS#8 version 1, as openssl writes it.</summary>
    internal static readonly byte[] Pkcs8 = [.. Convert.FromHexString("302e020100300506032b657004220420"), .. Seed];

    /// <summary>SubjectPublicKeyInfo, as openssl writes it.</summary>
    internal static readonly byte[] PublicInfo = [.. Convert.FromHexString("302a300506032b6570032100"), .. PublicKey];

    /// <summary>PKCS#8 version 2 with a public key (RFC 5958, section 2: [1] IMPLICIT BIT STRING).</summary>
    internal static byte[] Pkcs8WithPublicKey(byte[] publicKey) =>
        [.. Convert.FromHexString("3051020101300506032b657004220420"), .. Seed, 0x81, 0x21, 0, .. publicKey];

    internal static byte[] Base64(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));

    internal static byte[] Pem(string label, ReadOnlySpan<byte> content) => Encoding.ASCII.GetBytes(
        "-----BEGIN " + label + "-----\n" + Convert.ToBase64String(content) + "\n-----END " + label + "-----\n");
}
