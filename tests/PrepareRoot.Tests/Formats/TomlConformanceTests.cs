using System.Collections.Generic;
using System.Linq;
using System.Text;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Formats;

/// <summary>
/// Our reader, Tomlyn and Python's tomllib agree on what is TOML 1.0, and on the values.
/// </summary>
public class TomlConformanceTests
{
    [Fact]
    public void Table_has_enough_documents_each_once()
    {
        var all = TomlConformanceTable.Valid.Concat(TomlConformanceTable.Invalid).ToArray();
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.True(TomlConformanceTable.Valid.Length >= 150 && TomlConformanceTable.Invalid.Length >= 150);
    }

    [Fact]
    public void Valid_documents_are_read_as_Tomlyn_reads_them() => None(TomlConformanceTable.Valid.Select(document =>
    {
        var theirs = TomlynOracle.Read(document, out var problem);
        return theirs is null ? document + ": Tomlyn refuses it: " + problem : Difference(document, theirs);
    }));

    [Fact]
    public void Invalid_documents_are_refused_by_Tomlyn_too() => None(TomlConformanceTable.Invalid.Select(document =>
        TomlynOracle.Read(document, out _) is not null ? document + ": Tomlyn reads it" : Difference(document, null)));

    [RequiresFact(Needs.Tomllib)]
    public void Python_reads_and_refuses_the_same_documents()
    {
        var documents = TomlConformanceTable.Valid.Concat(TomlConformanceTable.Invalid).ToArray();
        var answers = TomllibOracle.Read([.. documents.Select(Encoding.UTF8.GetBytes)]);

        None(documents.Zip(answers, Difference));
        Assert.Equal(TomlConformanceTable.Valid.Length, answers.Count(answer => answer is not null));
    }

    [Fact]
    public void Known_disagreement_with_Tomlyn_is_still_there() => None(TomlDisagreements.WithTomlyn.Select(known =>
        TomlynOracle.Read(known.Document, out _) is null == known.WeRead ? Wrong(known) : known.Name + ": Tomlyn says the same as we do"));

    [Fact]
    public void Tomlyn_still_forgets_an_array_of_tables()
    {
        Assert.Empty(TomlynOracle.ReadOurs(TomlDisagreements.ForgottenArray, out _)!);
        Assert.Equal("string x", Assert.Single(TomlynOracle.Read(TomlDisagreements.ForgottenArray, out _)!, pair => pair.Key == "a.c.d").Value);
    }

    [RequiresFact(Needs.Tomllib)]
    public void Known_disagreement_with_Python_is_still_there() => None(
        TomlDisagreements.WithTomllib.Zip(TomllibOracle.Read([.. TomlDisagreements.WithTomllib.Select(known => Encoding.UTF8.GetBytes(known.Document))]), (known, theirs) =>
            theirs is null == known.WeRead ? Wrong(known) : known.Name + ": Python says the same as we do"));

    // Empty if we still read or refuse it for the reason that is written there.
    private static string Wrong(TomlDisagreement known)
    {
        var weRead = TomlynOracle.ReadOurs(known.Document, out var cause) is not null;
        return known.Explains(known.Document, weRead, cause) ? "" : known.Name + ": we " + (weRead ? "read it" : "refuse it: " + cause);
    }

    private static void None(IEnumerable<string> differences)
    {
        var all = string.Join('\n', differences.Where(difference => difference.Length > 0));
        Assert.True(all.Length == 0, all);
    }

    // Empty if we say the same.
    private static string Difference(string document, SortedDictionary<string, string>? theirs)
    {
        var ours = TomlynOracle.ReadOurs(document, out var fault);
        if (ours is null) return theirs is null ? "" : document + ": refused: " + fault;
        if (theirs is null) return document + ": read, but they refuse it";
        return ours.SequenceEqual(theirs) ? "" : document + ": read with other values";
    }
}
