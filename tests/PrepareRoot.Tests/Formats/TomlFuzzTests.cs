using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Formats;

/// <summary>
/// Random documents, the same each time: our reader, Tomlyn and Python's tomllib agree on whether
/// one is TOML 1.0, and on its strings and booleans. What they may differ in is in <see
/// cref="TomlDisagreements"/>.
/// </summary>
public class TomlFuzzTests
{
    private const int Seed = 8;
    private const int Documents = 8_000;

    [Fact]
    public void Random_documents_are_read_as_Tomlyn_reads_them()
    {
        var documents = Generate();
        Compare(documents, documents.Select(document => TomlynOracle.Read(document, out _)), TomlDisagreements.WithTomlyn, document => !document.Contains("[["));
    }

    [RequiresFact(Needs.Tomllib)]
    public void Random_documents_are_read_as_Python_reads_them()
    {
        var documents = Generate();
        Compare(documents, TomllibOracle.Read([.. documents.Select(Encoding.UTF8.GetBytes)]), TomlDisagreements.WithTomllib, _ => true);
    }

    private static string[] Generate()
    {
        var generator = new TomlGenerator(Seed);
        return [.. Enumerable.Range(0, Documents).Select(_ => generator.Next())];
    }

    private static void Compare(string[] documents, IEnumerable<SortedDictionary<string, string>?> answers, TomlDisagreement[] known, Func<string, bool> hasValues)
    {
        var (read, refused, values) = (0, 0, 0);
        var differences = new List<string>();
        foreach (var (document, theirs) in documents.Zip(answers))
        {
            var ours = TomlynOracle.ReadOurs(document, out var cause);
            if (ours is null != theirs is null)
            {
                if (!Array.Exists(known, one => one.Explains(document, ours is not null, cause)))
                    differences.Add((ours is null ? "we refuse, " + cause : "they refuse") + ": " + document);
            }
            else if (ours is null)
            {
                refused++;
            }
            else
            {
                read++;
                if (!hasValues(document)) continue;
                values += ours.Count;
                if (!ours.SequenceEqual(theirs!)) differences.Add("other values, " + Text(ours) + " for " + Text(theirs!) + ": " + document);
            }
        }
        Assert.True(differences.Count == 0, string.Join("\n-----\n", differences.Take(10)));
        // Fewer, and the test would say little.
        Assert.True(read > Documents / 5 && refused > Documents / 5 && values > Documents / 8, $"{read} read, {refused} refused, {values} values");
    }

    private static string Text(SortedDictionary<string, string> values) => string.Join(", ", values.Select(pair => pair.Key + " = " + pair.Value));
}
