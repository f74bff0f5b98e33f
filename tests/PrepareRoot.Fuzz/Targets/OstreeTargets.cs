using System;
using System.Linq;
using System.Text;
using PrepareRoot.Deployments;
using PrepareRoot.Formats;
using PrepareRoot.Fuzz.Documents;

namespace PrepareRoot.Fuzz.Targets;

/// <summary>What is in an ostree repository, and the link that names a deployment.</summary>
internal static class OstreeTargets
{
    private const string DigestKey = "ostree.composefs.digest.v0";

    private static readonly byte[][] _tokens = [.. Checks.Bytes(DigestKey, "ostree.sign.ed25519", "\0ay", "\0aay", "\0s"), [0], [0xff], [1, 0, 0, 0], [0xff, 0xff]];

    internal static Target[] All { get; } =
    [
        new("CommitObject", ParseCommit, OstreeObjects.Commits, _tokens),
        new("DetachedMetadata", ParseMetadata, OstreeObjects.DetachedMetadata, _tokens),
        new("GVariantArrayReader", ParseArray, Make.OneOf(OstreeObjects.Arrays, OstreeObjects.Dictionaries), _tokens),
        new("GVariantDictionaryReader", ParseDictionary, Make.OneOf(OstreeObjects.Dictionaries, OstreeObjects.Written), _tokens),
        new("DeploymentLink", ParseLink, DiskDocuments.Links.Utf8(), Checks.Bytes("/", "..", ".", "../", "\0", "deploy/", "ostree/", "//")),
    ];

    private static bool ParseCommit(byte[] bytes) => Checks.IsValue(CommitObject.Parse("f", bytes), commit =>
    {
        Checks.Hold(commit.Parent is null || bytes.AsSpan().IndexOf(commit.Parent) >= 0, "a parent that is not in the commit");
        Checks.Hold(commit.ComposefsDigest is null || (commit.ComposefsDigest.Length == CommitObject.ChecksumSize && bytes.AsSpan().IndexOf(commit.ComposefsDigest) >= 0), "a digest that is not in the commit");
        Checks.Hold(commit.ComposefsDigest is null || bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(DigestKey)) >= 0, "a digest without its key");
    });

    private static bool ParseMetadata(byte[] bytes)
    {
        if (!Checks.IsNone(DetachedMetadata.ReadEd25519Signatures("f", bytes, out var signatures)))
            return false;
        Walk(signatures, bytes.Length);
        return true;
    }

    private static bool ParseArray(byte[] bytes)
    {
        var isArray = false;
        foreach (var alignment in (int[])[1, 2, 4, 8])
        {
            if (!GVariantArrayReader.TryRead(bytes, alignment, out var array))
                continue;
            Walk(array, bytes.Length);
            isArray = true;
        }
        return isArray;
    }

    private static bool ParseDictionary(byte[] bytes)
    {
        if (!GVariantDictionaryReader.TryRead(bytes, out var dictionary))
            return false;
        foreach (var type in (string[])["ay", "s", "b", "(tt)"])
        {
            var lookup = dictionary.Find(Encoding.UTF8.GetBytes(DigestKey), Encoding.UTF8.GetBytes(type), out var value);
            Checks.Hold(lookup == GVariantLookup.Found || value.IsEmpty, "a value that was not found");
        }
        return true;
    }

    // The elements follow each other within the bytes.
    private static void Walk(GVariantArrayReader array, int size)
    {
        var (count, total) = (0, 0L);
        foreach (var element in array)
        {
            count++;
            total += element.Length;
        }
        Checks.Hold(count == array.Count && total <= size, "the elements are larger than the array");
    }

    // A path that is accepted has five names and stays on the disk.
    private static bool ParseLink(byte[] bytes)
    {
        if (Checks.Text(bytes).Split('\0') is not [var link, var target] || OstreeDeployments.Resolve(link, target) is not { } path)
            return false;
        if (OstreeDeployments.StaterootOf(path) is not { } stateroot)
            return false;
        var names = path.Split('/');
        Checks.Hold(names.Length == 5 && !names.Any(name => name is "" or "." or ".."), "the path is not five names: " + path);
        Checks.Hold(path.StartsWith(stateroot + "/deploy/", StringComparison.Ordinal), "the stateroot is another");
        return true;
    }
}
