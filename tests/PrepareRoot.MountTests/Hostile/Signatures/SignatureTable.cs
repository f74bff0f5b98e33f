using System;
using System.Linq;
using System.Numerics;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.Hostile.Signatures;

/// <summary>Signatures of a valid commit.</summary>
public static class SignatureTable
{
    private const string NoneOf1 = "{0}.commitmeta: none of its 1 Ed25519 signatures is by a key of keys";
    private const string NotMetadata = "{0}.commitmeta: not the detached metadata of a commit";

    private static readonly byte[] _commit = Repository.Commit();
    private static readonly byte[] _good = Sodium.Sign(_commit, TestKeys.First);
    private static readonly byte[] _strange = Sodium.Sign(_commit, TestKeys.Stranger);

    internal static SignedCase[] Rows { get; } =
    [
        Believed("by the first key", Repository.Metadata(_good)),
        Believed("by the second key", Repository.SignedBy(_commit, TestKeys.Second)),
        Believed("by both keys", Repository.SignedBy(_commit, TestKeys.First, TestKeys.Second)),
        Believed("by a stranger, then a good one", Repository.Metadata(_strange, _good)),
        Believed("good, then by a stranger", Repository.Metadata(_good, _strange)),
        Believed("of wrong lengths, then a good one", Repository.Metadata([], [1], _good[..63], [.. _good, 0], _good)),
        Believed("beside other things", ObjectBuilder.Dictionary(("a", "b", [1]), (Repository.SignaturesKey, "aay", ObjectBuilder.Arrays(_good)))),
        Believed("as many as are looked at, the last one good", Repository.Metadata([.. Enumerable.Repeat(_strange, 63), _good])),

        Invalid("by a stranger", NoneOf1, Repository.Metadata(_strange)),
        Invalid("of another commit", NoneOf1, Repository.SignedBy(Repository.Commit(subject: "other"), TestKeys.First)),
        Invalid("of the commit's checksum", NoneOf1, Repository.SignedBy(Sodium.Sha256(_commit), TestKeys.First)),
        Invalid("of nothing", NoneOf1, Repository.SignedBy([], TestKeys.First)),
        Invalid("of the beginning of the commit", NoneOf1, Repository.SignedBy(_commit[..^1], TestKeys.First)),
        Invalid("of 63 bytes", NoneOf1, Repository.Metadata(_good[..63])),
        Invalid("of 65 bytes", NoneOf1, Repository.Metadata([.. _good, 0])),
        Invalid("of 128 bytes", NoneOf1, Repository.Metadata([.. _good, .. _good])),
        Invalid("of no bytes", NoneOf1, Repository.Metadata([[]])),
        Invalid("of zeroes", NoneOf1, Repository.Metadata(new byte[64])),
        Invalid("in base64", NoneOf1, Repository.Metadata(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(_good)))),
        Invalid("that a stranger made of the good one", NoneOf1, Repository.Metadata(Malleated(_good))),
        Invalid("in two halves", "{0}.commitmeta: none of its 2 Ed25519 signatures is by a key of keys", Repository.Metadata(_good[..32], _good[32..])),
        Invalid("in an empty list", "{0}.commitmeta: none of its 0 Ed25519 signatures is by a key of keys", Repository.Metadata()),
        Invalid("under another key", "{0}.commitmeta: none of its 0 Ed25519 signatures is by a key of keys", ObjectBuilder.Dictionary(("ostree.sign.ed25518", "aay", ObjectBuilder.Arrays(_good)))),
        Invalid("in an empty file", "{0}.commitmeta: none of its 0 Ed25519 signatures is by a key of keys", []),
        Invalid("in no file", "{0}.commitmeta: No such file or directory", null),

        Malformed("bare", NotMetadata, _good),
        Malformed("not in a list", "{0}.commitmeta: ostree.sign.ed25519 is not of type aay", ObjectBuilder.Dictionary((Repository.SignaturesKey, "ay", _good))),
        Malformed("twice under the same key", "{0}.commitmeta: ostree.sign.ed25519 occurs more than once", Twice(Repository.SignaturesKey, _strange, _good)),
        Malformed("with an offset beyond the end", "{0}.commitmeta: ostree.sign.ed25519 is not a list of signatures", List([.. _good, 200])),
        Malformed("with offsets that go back", "{0}.commitmeta: ostree.sign.ed25519 is not a list of signatures", List([.. _good, 64, 10, 64])),
        Malformed("in a dictionary with a lying offset", NotMetadata, Lying(Repository.Metadata(_good))),
        Malformed("and garbage after them", NotMetadata, [.. Repository.Metadata(_good), 0xff]),
        Malformed("more than are looked at", "{0}.commitmeta: 65 Ed25519 signatures, more than the maximum of 64", Repository.Metadata([.. Enumerable.Repeat(_strange, 64), _good])),
    ];

    private static SignedCase Believed(string title, byte[] metadata) => Case(title, null, "", metadata);

    private static SignedCase Invalid(string title, string cause, byte[]? metadata) => Case(title, FaultCode.SignatureInvalid, cause, metadata);

    private static SignedCase Malformed(string title, string cause, byte[] metadata) => Case(title, FaultCode.CommitMalformed, cause, metadata);

    private static SignedCase Case(string title, FaultCode? fault, string cause, byte[]? metadata) =>
        new("a signature " + title, fault, cause, repository => repository.Add(_commit, metadata));

    private static byte[] List(byte[] list) => ObjectBuilder.Dictionary((Repository.SignaturesKey, "aay", list));

    private static byte[] Twice(string key, byte[] first, byte[] second) =>
        ObjectBuilder.Dictionary((key, "aay", ObjectBuilder.Arrays(first)), (key, "aay", ObjectBuilder.Arrays(second)));

    // The dictionary's last byte is the offset of the end of its only entry.
    private static byte[] Lying(byte[] dictionary) => [.. dictionary[..^1], (byte)(dictionary[^1] + 1)];

    // S + L instead of S: it satisfies the same equation, but is another signature (RFC 8032, 5.1.7
    // forbids it).
    private static byte[] Malleated(byte[] signature)
    {
        var order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        var bytes = s.ToByteArray(isUnsigned: true);
        return [.. signature[..32], .. bytes, .. new byte[32 - bytes.Length]];
    }
}
