using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Unicode;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Fuzz.Targets;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Fuzz.Differential;

/// <summary>
/// Random documents, the same each time: what we read, GLib reads the same, and what we refuse is
/// malformed to GLib too or refused for a reason of <see cref="GLibDifference"/>.
/// </summary>
public class GLibTests
{
    private const ulong Seed = 9;
    private const int Documents = 400;
    private const int CopiesPerDocument = 20;

    [RequiresTheory(Needs.GLib)]
    [InlineData("commit", "CommitObject")]
    [InlineData("metadata", "DetachedMetadata")]
    [InlineData("keyfile", "KeyFile")]
    public void Random_documents_are_read_as_GLib_reads_them(string kind, string target)
    {
        var documents = Generate(AllTargets.Named(target));
        // Python has no text for other key files. We refuse them all: see GLibDifference.
        if (kind == "keyfile")
            documents = [.. documents.Where(document => document.Length > 0 && Utf8.IsValid(document) && !document.Contains((byte)0))];
        var (same, refused) = (0, 0);
        var differences = new List<string>();
        foreach (var (document, theirs) in documents.Zip(GLibOracle.Read(kind, documents)))
        {
            var ours = Read(kind, document, out var cause);
            var isMalformed = theirs[0] is "other" or "refused";
            if (ours is null ? isMalformed || GLibDifference.Explains(kind, cause) : IsSame(ours, theirs))
                _ = ours is null ? refused++ : same++;
            else
                differences.Add(Show(ours) + " for " + Show(theirs) + ", " + cause + ": " + Convert.ToHexStringLower(document));
        }
        Assert.True(differences.Count == 0, differences.Count + "\n" + string.Join("\n-----\n", differences.Take(5)));
        // Fewer, and the test would say little.
        Assert.True(same > documents.Length / 20 && refused > documents.Length / 20, $"{same} the same, {refused} refused");
    }

    public static TheoryData<string> Differences => [.. GLibDifference.All.Select(one => one.Name)];

    [RequiresTheory(Needs.GLib)]
    [MemberData(nameof(Differences))]
    public void Known_difference_is_still_there(string name)
    {
        var one = GLibDifference.All.Single(other => other.Name == name);

        Assert.Null(Read(one.Kind, one.Document, out var cause));
        Assert.Matches(one.Cause, cause);
        Assert.DoesNotContain(Assert.Single(GLibOracle.Read(one.Kind, [one.Document]))[0], (string[])["other", "refused"]);
    }

    private static byte[][] Generate(Target target)
    {
        var documents = Campaign.Documents(target, Seed, Documents);
        var mutator = new Mutator(Seed, documents, target.Tokens);
        return [.. documents.SelectMany(document => Enumerable.Range(0, CopiesPerDocument).Select(_ => mutator.Damage(document)).Prepend(document))];
    }

    // GLib's word for normal form is not ours: we do not look at padding, nor into values that have
    // no meaning here.
    private static bool IsSame(string[] ours, string[] theirs) => ours.AsSpan(1).SequenceEqual(theirs.AsSpan(1)) && theirs[0] != "refused";

    private static string[]? Read(string kind, byte[] document, out string cause)
    {
        cause = "";
        switch (kind)
        {
            case "commit":
                return CommitObject.Parse("f", document).Try(out var commit, out var fault)
                    ? ["", Hex(commit.Parent), commit.Timestamp.ToString(CultureInfo.InvariantCulture), commit.ComposefsDigest is null ? "none" : Hex(commit.ComposefsDigest), commit.HasImageConfig.ToString()]
                    : Refused(fault, out cause);
            case "metadata":
                fault = DetachedMetadata.ReadEd25519Signatures("f", document, out var signatures);
                if (fault is not null)
                    return Refused(fault, out cause);
                var words = new List<string> { "" };
                foreach (var signature in signatures)
                    words.Add(Convert.ToHexStringLower(signature));
                return [.. words];
            default:
                return KeyFile.Parse("f", document).Try(out var file, out fault) ? ["", .. Effective(file)] : Refused(fault, out cause);
        }
    }

    private static string[] Effective(KeyFile file) =>
    [
        .. file.Entries.ToArray()
            .Select(entry => file.Find(entry.Group, entry.Key)!).Distinct()
            .Select(entry => string.Join(':', ((string[])[entry.Group, entry.Key, entry.Value]).Select(text => Hex(Encoding.UTF8.GetBytes(text)))))
            .Order(StringComparer.Ordinal),
    ];

    private static string[]? Refused(Fault fault, out string cause)
    {
        cause = fault.Cause;
        return null;
    }

    private static string Hex(byte[]? bytes) => Convert.ToHexStringLower(bytes ?? []);

    private static string Show(string[]? words) => words is null ? "refused" : string.Join(',', words);
}
