using System;
using System.IO.Hashing;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>An extended attribute that is to be written.</summary>
/// <param name="Name">Its whole name.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct ImageXattr(byte[] Name, byte[] Value) : IEquatable<ImageXattr>
{
    private const int UserIndex = 1;
    private const int AccessIndex = 2;
    private const int DefaultIndex = 3;
    private const int TrustedIndex = 4;
    private const int SecurityIndex = 6;

    // EROFS_XATTR_FILTER_SEED and EROFS_XATTR_FILTER_BITS of fs/erofs/erofs_fs.h.
    private const int FilterSeed = 0x25BBE08F;
    private const int FilterBits = 32;

    // struct erofs_xattr_entry, and what it is aligned to.
    private const int HeaderSize = 4;
    private const int Alignment = 4;

    /// <summary>The number of the prefix that its name has: EROFS_XATTR_INDEX_…</summary>
    internal byte Index
    {
        get
        {
            ReadOnlySpan<byte> name = Name;
            return name.StartsWith("user."u8) ? (byte)UserIndex
                : name.StartsWith("trusted."u8) ? (byte)TrustedIndex
                : name.StartsWith("security."u8) ? (byte)SecurityIndex
                : name.SequenceEqual("system.posix_acl_access"u8) ? (byte)AccessIndex
                : name.SequenceEqual("system.posix_acl_default"u8) ? (byte)DefaultIndex
                : (byte)0;
        }
    }

    /// <summary>Its name after the prefix.</summary>
    internal ReadOnlySpan<byte> Suffix => Index switch
    {
        UserIndex => Name.AsSpan("user.".Length),
        TrustedIndex => Name.AsSpan("trusted.".Length),
        SecurityIndex => Name.AsSpan("security.".Length),
        0 => Name,
        _ => [],
    };

    /// <summary>Whether it is an access control list.</summary>
    internal bool IsAcl => Index is AccessIndex or DefaultIndex;

    /// <summary>How many bytes it needs in the image.</summary>
    internal int Size => (HeaderSize + Suffix.Length + Value.Length + Alignment - 1) / Alignment * Alignment;

    /// <summary>
    /// The bit of the filter that is cleared if an inode has it: of the XXH32 of the suffix.
    /// </summary>
    internal uint FilterBit => 1u << (int)(XxHash32.HashToUInt32(Suffix, FilterSeed + Index) % FilterBits);

    /// <summary>Writes it.</summary>
    internal void WriteTo(ImageOutput output)
    {
        output.Add((byte)Suffix.Length);
        output.Add(Index);
        output.Add((ushort)Value.Length);
        output.Add(Suffix);
        output.Add(Value);
        output.AlignTo(Alignment);
    }

    /// <summary>The order of mkcomposefs: by the name, the length of the value, and the value.</summary>
    internal static int CompareByName(ImageXattr left, ImageXattr right)
    {
        var order = left.Name.AsSpan().SequenceCompareTo(right.Name);
        if (order == 0)
            order = left.Value.Length.CompareTo(right.Value.Length);
        return order != 0 ? order : left.Value.AsSpan().SequenceCompareTo(right.Value);
    }

    /// <summary>The order of composefs-rs: by the prefix, the suffix, and the value.</summary>
    internal static int CompareByPrefix(ImageXattr left, ImageXattr right)
    {
        var order = left.Index.CompareTo(right.Index);
        if (order == 0)
            order = left.Suffix.SequenceCompareTo(right.Suffix);
        return order != 0 ? order : left.Value.AsSpan().SequenceCompareTo(right.Value);
    }

    /// <inheritdoc/>
    public bool Equals(ImageXattr other) => Name.AsSpan().SequenceEqual(other.Name) && Value.AsSpan().SequenceEqual(other.Value);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Name);
        hash.AddBytes(Value);
        return hash.ToHashCode();
    }
}
