using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using PrepareRoot.Support;

namespace PrepareRoot.Fuzz.Differential;

/// <summary>A document that GLib reads and we refuse.</summary>
/// <param name="Name">What it is about, and why.</param>
/// <param name="Kind">The kind of document.</param>
/// <param name="Document">One of them.</param>
/// <param name="Cause">What our refusal of each of them has.</param>
internal sealed record GLibDifference(string Name, string Kind, byte[] Document, string Cause)
{
    private const string DigestKey = "ostree.composefs.digest.v0";
    private const string SignaturesKey = "ostree.sign.ed25519";

    /// <summary>All known ones. A test asserts that each is still there.</summary>
    internal static readonly GLibDifference[] All =
    [
        new("a key twice: GLib uses the first, another reader may use the last", "commit", Commit((DigestKey, "ay", new byte[32]), (DigestKey, "ay", new byte[32])), " occurs more than once$"),
        new("signatures twice", "metadata", ObjectBuilder.Dictionary((SignaturesKey, "aay", []), (SignaturesKey, "aay", [])), " occurs more than once$"),
        new("a value of another type: GLib finds none of the type that is asked for", "commit", Commit((DigestKey, "s", ObjectBuilder.Text("x"))), " is not of type (ay|s)$"),
        new("signatures of another type", "metadata", ObjectBuilder.Dictionary((SignaturesKey, "s", ObjectBuilder.Text("x"))), " is not of type aay$"),
        new("a digest of another size: it is no SHA-256", "commit", Commit((DigestKey, "ay", new byte[31])), "v0 has [0-9]+ bytes instead of 32$"),
        new("a parent or a root of another size: it is no checksum", "commit", ObjectBuilder.Commit([], new byte[5], 0), "'s checksum has [0-9]+ bytes instead of 32$"),
        new("a NUL in a comment: GLib checks only the values that are read", "keyfile", Encoding.UTF8.GetBytes("#\0\n"), ": a NUL in '"),
        new("a comment that is not UTF-8", "keyfile", [(byte)'#', 0xff, (byte)'\n'], ": not UTF-8: '"),
    ];

    /// <summary>Whether such a reason is the cause of a refusal.</summary>
    internal static bool Explains(string kind, string cause) =>
        All.Any(one => one.Kind == kind && Regex.IsMatch(cause, one.Cause));

    private static byte[] Commit(params (string Key, string Type, byte[] Value)[] entries) => ObjectBuilder.Commit(ObjectBuilder.Dictionary(entries), [], 0);
}
