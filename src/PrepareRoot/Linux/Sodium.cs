using System;
using System.Runtime.InteropServices;

namespace PrepareRoot.Linux;

/// <summary>
/// libsodium, which does all cryptography of the boot. <c>sodium_init</c> is not called: it seeds
/// the random number generator, which may block until the kernel's is ready. The boot program needs
/// no random number, and <see cref="FillWithRandom"/> seeds the generator itself.
/// </summary>
internal static unsafe partial class Sodium
{
    /// <summary>Bytes of an Ed25519 public key (crypto_sign_ed25519_PUBLICKEYBYTES).</summary>
    public const int PublicKeySize = 32;

    /// <summary>Bytes of an Ed25519 signature (crypto_sign_ed25519_BYTES).</summary>
    public const int SignatureSize = 64;

    /// <summary>
    /// Bytes of the seed of a private key (crypto_sign_ed25519_SEEDBYTES). RFC 8032 calls the seed
    /// the private key.
    /// </summary>
    public const int SeedSize = 32;

    /// <summary>Bytes of a SHA-256.</summary>
    public const int Sha256Size = 32;

    /// <summary>Bytes of a SHA-512.</summary>
    public const int Sha512Size = 64;

    private const int SecretKeySize = 64;

    /// <summary>
    /// Whether an Ed25519 signature (RFC 8032) of a message is valid under a public key. A
    /// signature of the wrong length is not.
    /// </summary>
    public static bool Verify(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> publicKey)
    {
        if (signature.Length != SignatureSize || publicKey.Length != PublicKeySize)
            return false;
        fixed (byte* s = signature)
        fixed (byte* m = message)
        fixed (byte* k = publicKey)
            return crypto_sign_ed25519_verify_detached(s, m, (ulong)message.Length, k) == 0;
    }

    /// <summary>Signs a message.</summary>
    /// <param name="message">Any bytes.</param>
    /// <param name="seed"><see cref="SeedSize"/> bytes.</param>
    /// <returns><see cref="SignatureSize"/> bytes.</returns>
    public static byte[] Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> seed)
    {
        var secret = stackalloc byte[SecretKeySize];
        var key = stackalloc byte[PublicKeySize];
        try
        {
            Expand(seed, key, secret);
            var signature = new byte[SignatureSize];
            fixed (byte* s = signature)
            fixed (byte* m = message)
                Check(crypto_sign_ed25519_detached(s, null, m, (ulong)message.Length, secret));
            return signature;
        }
        finally
        {
            sodium_memzero(secret, SecretKeySize);
        }
    }

    /// <summary>The public key of a seed.</summary>
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        var secret = stackalloc byte[SecretKeySize];
        try
        {
            var key = new byte[PublicKeySize];
            fixed (byte* k = key)
                Expand(seed, k, secret);
            return key;
        }
        finally
        {
            sodium_memzero(secret, SecretKeySize);
        }
    }

    /// <summary>
    /// Fills a buffer with random bytes of the kernel. It waits until the kernel's generator is
    /// ready.
    /// </summary>
    public static void FillWithRandom(Span<byte> buffer)
    {
        fixed (byte* b = buffer)
            randombytes_buf(b, (nuint)buffer.Length);
    }

    /// <summary>Overwrites secret bytes with zeros. No compiler leaves this out.</summary>
    public static void Wipe(Span<byte> secret)
    {
        fixed (byte* s = secret)
            sodium_memzero(s, (nuint)secret.Length);
    }

    /// <summary>The SHA-256 of some bytes.</summary>
    public static byte[] Sha256(ReadOnlySpan<byte> content)
    {
        var hash = new byte[Sha256Size];
        Sha256(content, hash);
        return hash;
    }

    /// <summary>
    /// Writes the SHA-256 of some bytes, <see cref="Sha256Size"/> bytes, into
    /// <paramref name="hash"/>.
    /// </summary>
    public static void Sha256(ReadOnlySpan<byte> content, Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hash.Length, Sha256Size);
        fixed (byte* h = hash)
        fixed (byte* c = content)
            Check(crypto_hash_sha256(h, c, (ulong)content.Length));
    }

    /// <summary>The SHA-512 of some bytes.</summary>
    public static byte[] Sha512(ReadOnlySpan<byte> content)
    {
        var hash = new byte[Sha512Size];
        Sha512(content, hash);
        return hash;
    }

    /// <summary>
    /// Writes the SHA-512 of some bytes, <see cref="Sha512Size"/> bytes, into
    /// <paramref name="hash"/>.
    /// </summary>
    public static void Sha512(ReadOnlySpan<byte> content, Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hash.Length, Sha512Size);
        fixed (byte* h = hash)
        fixed (byte* c = content)
            Check(crypto_hash_sha512(h, c, (ulong)content.Length));
    }

    private static void Expand(ReadOnlySpan<byte> seed, byte* publicKey, byte* secretKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedSize);
        fixed (byte* s = seed)
            Check(crypto_sign_ed25519_seed_keypair(publicKey, secretKey, s));
    }

    // These functions do not fail with arguments of the right size.
    private static void Check(int result)
    {
        if (result != 0)
            throw new InvalidOperationException("libsodium failed");
    }

    [LibraryImport("libsodium")]
    private static partial int crypto_sign_ed25519_verify_detached(byte* signature, byte* message, ulong size, byte* publicKey);

    [LibraryImport("libsodium")]
    private static partial int crypto_sign_ed25519_detached(byte* signature, ulong* signatureSize, byte* message, ulong size, byte* secretKey);

    [LibraryImport("libsodium")]
    private static partial int crypto_sign_ed25519_seed_keypair(byte* publicKey, byte* secretKey, byte* seed);

    [LibraryImport("libsodium")]
    private static partial void randombytes_buf(void* buffer, nuint size);

    [LibraryImport("libsodium")]
    private static partial void sodium_memzero(void* secret, nuint size);

    [LibraryImport("libsodium")]
    private static partial int crypto_hash_sha256(byte* hash, byte* content, ulong size);

    [LibraryImport("libsodium")]
    private static partial int crypto_hash_sha512(byte* hash, byte* content, ulong size);
}
