using System;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Keys;

/// <summary>An Ed25519 private key in memory, which <see cref="Dispose"/> overwrites.</summary>
internal sealed class PrivateKey : IDisposable
{
    private readonly SecretBytes _seed = new(Sodium.SeedSize);

    /// <summary>A private key of the two halves of a pair.</summary>
    /// <param name="seed">32 bytes, which RFC 8032 calls the private key.</param>
    /// <param name="publicKey">The public key of the seed.</param>
    internal PrivateKey(ReadOnlySpan<byte> seed, byte[] publicKey)
    {
        seed.CopyTo(_seed.Span);
        PublicKey = publicKey;
    }

    internal byte[] PublicKey { get; }

    /// <summary>A new random private key.</summary>
    internal static PrivateKey Make()
    {
        using var seed = new SecretBytes(Sodium.SeedSize);
        Sodium.FillWithRandom(seed.Span);
        return OfSeed(seed.Span);
    }

    /// <summary>The private key of a seed that no public key accompanies.</summary>
    internal static PrivateKey OfSeed(ReadOnlySpan<byte> seed) => new(seed, Sodium.PublicKeyOf(seed));

    /// <summary>The private key of a seed and of the public key beside it in a file.</summary>
    internal static PrivateKey OfPair(string path, ReadOnlySpan<byte> seed, ReadOnlySpan<byte> publicKey)
    {
        var derived = Sodium.PublicKeyOf(seed);
        return publicKey.SequenceEqual(derived)
            ? new PrivateKey(seed, derived)
            : throw new FailureException(path + ": the public key in it is not that of the private key: it is damaged, or no key");
    }

    /// <summary>The PEM file of the key, with a line feed at its end.</summary>
    internal SecretBytes ToPem()
    {
        using var der = DerKey.Encode(_seed.Span);
        return PemBlock.Write(PemBlock.PrivateKeyLabel, der.Span);
    }

    /// <summary>Signs a message, and verifies the signature.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = Sodium.Sign(message, _seed.Span);
        return Sodium.Verify(signature, message, PublicKey)
            ? signature
            : throw new FailureException("the new signature is not valid under the public key: the computer made a mistake");
    }

    /// <inheritdoc/>
    public void Dispose() => _seed.Dispose();
}
