using System;
using System.Runtime.InteropServices;

namespace PrepareRoot.Linux;

/// <summary>
/// The hashes of OpenSSL's libcrypto, for whole disks of files: it has code for the SHA and vector
/// instructions of processors, and libsodium has none. The boot program does not use it.
/// <para>
/// These functions of <c>openssl/sha.h</c> are called, not the newer EVP ones: they make a static
/// program 49 kB larger, and those link the providers of all algorithms.
/// </para>
/// </summary>
internal static unsafe partial class LibCrypto
{
    // sizeof(SHA256_CTX) and sizeof(SHA512_CTX), in units of eight bytes.
    private const int Sha256ContextWords = 112 / sizeof(ulong);
    private const int Sha512ContextWords = 216 / sizeof(ulong);

    /// <summary>
    /// Writes the SHA-256 of some bytes, <see cref="Sodium.Sha256Size"/> bytes, into
    /// <paramref name="hash"/>.
    /// </summary>
    public static void Sha256(ReadOnlySpan<byte> content, Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hash.Length, Sodium.Sha256Size);
        var context = stackalloc ulong[Sha256ContextWords];
        fixed (byte* h = hash)
        fixed (byte* c = content)
            Check(SHA256_Init(context) & SHA256_Update(context, c, (nuint)content.Length) & SHA256_Final(h, context));
    }

    /// <summary>
    /// Writes the SHA-512 of some bytes, <see cref="Sodium.Sha512Size"/> bytes, into
    /// <paramref name="hash"/>.
    /// </summary>
    public static void Sha512(ReadOnlySpan<byte> content, Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hash.Length, Sodium.Sha512Size);
        var context = stackalloc ulong[Sha512ContextWords];
        fixed (byte* h = hash)
        fixed (byte* c = content)
            Check(SHA512_Init(context) & SHA512_Update(context, c, (nuint)content.Length) & SHA512_Final(h, context));
    }

    // 1 is success.
    private static void Check(int result)
    {
        if (result != 1)
            throw new InvalidOperationException("libcrypto failed");
    }

    [LibraryImport("libcrypto")]
    private static partial int SHA256_Init(void* context);

    [LibraryImport("libcrypto")]
    private static partial int SHA256_Update(void* context, byte* content, nuint size);

    [LibraryImport("libcrypto")]
    private static partial int SHA256_Final(byte* hash, void* context);

    [LibraryImport("libcrypto")]
    private static partial int SHA512_Init(void* context);

    [LibraryImport("libcrypto")]
    private static partial int SHA512_Update(void* context, byte* content, nuint size);

    [LibraryImport("libcrypto")]
    private static partial int SHA512_Final(byte* hash, void* context);
}
