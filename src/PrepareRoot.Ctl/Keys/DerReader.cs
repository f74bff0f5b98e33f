using System;
using System.Formats.Asn1;

namespace PrepareRoot.Ctl.Keys;

/// <summary>
/// Reads the values of a DER document one after the other. Unlike <see cref="AsnReader"/> it makes
/// no copies, which would hold private material. Bad input throws
/// <see cref="AsnContentException"/>.
/// </summary>
internal ref struct DerReader(ReadOnlySpan<byte> content)
{
    private const AsnEncodingRules Rules = AsnEncodingRules.DER;

    private ReadOnlySpan<byte> _rest = content;

    /// <summary>Reads a sequence.</summary>
    internal DerReader ReadSequence()
    {
        AsnDecoder.ReadSequence(_rest, Rules, out var offset, out var length, out var consumed);
        var content = _rest.Slice(offset, length);
        _rest = _rest[consumed..];
        return new DerReader(content);
    }

    /// <summary>Reads an integer that is not large.</summary>
    internal int ReadInteger()
    {
        if (!AsnDecoder.TryReadInt32(_rest, Rules, out var value, out var consumed))
            throw new AsnContentException();
        _rest = _rest[consumed..];
        return value;
    }

    /// <summary>Reads an object identifier.</summary>
    internal string ReadObjectIdentifier()
    {
        var value = AsnDecoder.ReadObjectIdentifier(_rest, Rules, out var consumed);
        _rest = _rest[consumed..];
        return value;
    }

    /// <summary>Reads an octet string.</summary>
    internal ReadOnlySpan<byte> ReadOctetString()
    {
        if (!AsnDecoder.TryReadPrimitiveOctetString(_rest, Rules, out var value, out var consumed))
            throw new AsnContentException();
        _rest = _rest[consumed..];
        return value;
    }

    /// <summary>Reads a bit string of whole bytes.</summary>
    /// <param name="tag">Its tag; null: the universal one.</param>
    internal ReadOnlySpan<byte> ReadBitString(Asn1Tag? tag = null)
    {
        if (!AsnDecoder.TryReadPrimitiveBitString(_rest, Rules, out var unused, out var value, out var consumed, tag) || unused != 0)
            throw new AsnContentException();
        _rest = _rest[consumed..];
        return value;
    }

    /// <summary>Whether the next value has this tag.</summary>
    internal readonly bool IsAt(Asn1Tag tag) => !_rest.IsEmpty && Asn1Tag.Decode(_rest, out _).HasSameClassAndValue(tag);

    /// <summary>Skips a value.</summary>
    internal void Skip()
    {
        AsnDecoder.ReadEncodedValue(_rest, Rules, out _, out _, out var consumed);
        _rest = _rest[consumed..];
    }

    /// <summary>Checks that nothing is left.</summary>
    internal readonly void End()
    {
        if (!_rest.IsEmpty)
            throw new AsnContentException();
    }
}
