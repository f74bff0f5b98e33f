using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.Support;
using PrepareRoot.Tests.Architecture;
using Xunit;

namespace PrepareRoot.Tests;

/// <summary>The manual pages in <c>docs/man</c>. <c>make install</c> installs all.</summary>
public class ManualPageTests
{
    private static readonly string[] _pages = [.. Directory.GetFiles(Checkout.File("docs/man")).Select(file => Path.GetFileName(file)).Order()];

    public static TheoryData<string> Pages => new(_pages);

    [RequiresTheory(Needs.Groff)]
    [MemberData(nameof(Pages))]
    public void Page_is_formatted_without_a_warning(string page)
    {
        var result = new Command("groff", "-ww", "-man", "-z", "-Kutf8", Checkout.File("docs/man/" + page)).RunToAnyEnd();
        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_has_its_own_name_and_section(string page)
    {
        var name = Path.GetFileNameWithoutExtension(page);
        var text = Text(page);
        Assert.StartsWith($".TH {name.ToUpperInvariant()} {page[^1]} ", text.Split('\n')[1], StringComparison.Ordinal);
        Assert.Contains($"\n.SH NAME\n{name} - ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_a_page_for_each_program_unit_and_configuration_file()
    {
        string[] units = [.. Directory.GetFiles(Checkout.File("config"), "*.service").Select(file => Path.GetFileName(file) + ".8")];
        Assert.NotEmpty(units);
        Assert.Equal(
            units.Concat(["prepare-root.8", "prepare-rootctl.8", "prepare-root.conf.5", "setup-root-conf.toml.5"]).Order(),
            _pages);
    }

    [Fact]
    public void Pages_of_ours_that_units_the_catalog_and_pages_name_exist()
    {
        var named = Directory.GetFiles(Checkout.File("config"))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), @"\bman:([\w.-]+)\((\d)\)"))
            .Concat(_pages.SelectMany(page => Regex.Matches(Text(page), @"^\.BR ([\w.-]+) \((\d)\)", RegexOptions.Multiline)))
            .Select(match => match.Groups[1].Value + "." + match.Groups[2].Value)
            .Where(page => Regex.IsMatch(page, "^(prepare-root|setup-root)"))
            .ToArray();
        Assert.NotEmpty(named);
        Assert.All(named, page => Assert.Contains(page, _pages));
    }

    // The parser has the keys in the cases of a switch.
    [Theory]
    [InlineData("prepare-root.conf.5", "PrepareRootConfiguration", @"case \(""([a-z]+)"", ""([a-z-]+)""\)")]
    [InlineData("setup-root-conf.toml.5", "SetupRootConfiguration", @"case ""([a-z]+)\.([a-z]+)""")]
    public void Every_key_that_the_parser_knows_is_in_the_page(string page, string parser, string pattern)
    {
        var source = Assert.Single(SourceFile.Library, file => file.Path == $"PrepareRoot/Requests/{parser}.cs");
        var keys = Regex.Matches(source.Text, pattern).Select(match => (Group: match.Groups[1].Value, Key: match.Groups[2].Value));
        Assert.NotEmpty(keys);
        Assert.Equal(keys.Order(), Keys(page));
    }

    // In the page of a key file, the groups have subsections. In that of a TOML file, a key has its
    // table.
    private static IEnumerable<(string Group, string Key)> Keys(string page)
    {
        var group = "";
        var keys = new List<(string, string)>();
        foreach (Match line in Regex.Matches(Text(page), @"^\.(?:SS \[([a-z]+)\]|BI (?:([a-z]+)\.)?([a-z-]+)= )", RegexOptions.Multiline))
        {
            if (line.Groups[1].Success)
                group = line.Groups[1].Value;
            else
                keys.Add((line.Groups[2].Success ? line.Groups[2].Value : group, line.Groups[3].Value));
        }
        return keys.Order();
    }

    private static string Text(string page) => File.ReadAllText(Checkout.File("docs/man/" + page)).Replace("\\-", "-", StringComparison.Ordinal);
}
