namespace PrepareRoot.Formats;

/// <summary>The properties of a member's type that the framing depends on.</summary>
/// <param name="Alignment">In bytes.</param>
/// <param name="Size">In bytes; 0 if it varies.</param>
internal readonly record struct GVariantType(int Alignment, int Size)
{
    /// <summary><c>s</c>, <c>ay</c>, <c>a(say)</c>: variable size, no alignment.</summary>
    internal static GVariantType Unaligned => new(1, 0);

    /// <summary><c>v</c>, <c>a{sv}</c>: variable size, aligned.</summary>
    internal static GVariantType Aligned => new(GVariantFraming.WideAlignment, 0);

    /// <summary><c>t</c>.</summary>
    internal static GVariantType UInt64 => new(sizeof(ulong), sizeof(ulong));
}
