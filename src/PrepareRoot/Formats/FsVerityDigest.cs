using System;

namespace PrepareRoot.Formats;

/// <summary>
/// The fs-verity digest of a file (the hash of its <c>fsverity_descriptor</c>) and its hash
/// algorithm. Two digests are equal if both are equal. <c>default</c> is not the digest of any
/// file.
/// </summary>
internal readonly struct FsVerityDigest : IEquatable<FsVerityDigest>
{
    /// <summary>Size of a SHA-256 digest in bytes.</summary>
    public const int Sha256Size = 32;

    /// <summary>Size of a SHA-512 digest in bytes.</summary>
    public const int Sha512Size = 64;

    private readonly byte[]? _bytes;

    private FsVerityDigest(FsVerityAlgorithm algorithm, byte[] bytes)
    {
        Algorithm = algorithm;
        _bytes = bytes;
    }

    /// <summary>The hash algorithm.</summary>
    public FsVerityAlgorithm Algorithm { get; }

    /// <summary>The 32 or 64 bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The bytes as 64 or 128 lower-case hexadecimal digits.</summary>
    public string Hex => Convert.ToHexStringLower(Bytes);

    /// <summary>A digest with a copy of these bytes.</summary>
    /// <exception cref="ArgumentException">
    /// The algorithm is unknown, or its digests have another size.
    /// </exception>
    public static FsVerityDigest From(FsVerityAlgorithm algorithm, ReadOnlySpan<byte> bytes) =>
        TryFrom(algorithm, bytes, out var digest) ? digest : throw new ArgumentException(null, nameof(bytes));

    /// <summary>
    /// A digest with a copy of these bytes; false if the algorithm is unknown or its digests have
    /// another size.
    /// </summary>
    public static bool TryFrom(FsVerityAlgorithm algorithm, ReadOnlySpan<byte> bytes, out FsVerityDigest digest)
    {
        digest = default;
        var size = algorithm switch
        {
            FsVerityAlgorithm.Sha256 => Sha256Size,
            FsVerityAlgorithm.Sha512 => Sha512Size,
            _ => -1,
        };
        if (bytes.Length != size) return false;
        digest = new FsVerityDigest(algorithm, bytes.ToArray());
        return true;
    }

    /// <summary>
    /// Parses 64 (SHA-256) or 128 (SHA-512) hexadecimal digits, upper or lower case; false for any
    /// other text.
    /// </summary>
    public static bool TryParseHex(ReadOnlySpan<char> text, out FsVerityDigest digest)
    {
        digest = default;
        FsVerityAlgorithm algorithm;
        if (text.Length == 2 * Sha256Size)
            algorithm = FsVerityAlgorithm.Sha256;
        else if (text.Length == 2 * Sha512Size)
            algorithm = FsVerityAlgorithm.Sha512;
        else
            return false;

        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c)) return false;
        }
        digest = new FsVerityDigest(algorithm, Convert.FromHexString(text));
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(FsVerityDigest other) => Algorithm == other.Algorithm && Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FsVerityDigest other && Equals(other);

    /// <inheritdoc/>
    // The bytes are a hash already.
    public override int GetHashCode() => _bytes is null ? 0 : BitConverter.ToInt32(_bytes);

    public static bool operator ==(FsVerityDigest left, FsVerityDigest right) => left.Equals(right);

    public static bool operator !=(FsVerityDigest left, FsVerityDigest right) => !left.Equals(right);

    /// <summary>
    /// <c>sha256:HEX</c> or <c>sha512:HEX</c>, as <c>fsverity digest</c> prints it.
    /// </summary>
    public override string ToString() => Algorithm switch
    {
        FsVerityAlgorithm.Sha256 => "sha256:" + Hex,
        FsVerityAlgorithm.Sha512 => "sha512:" + Hex,
        _ => "none",
    };
}
