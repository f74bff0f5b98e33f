using System;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace PrepareRoot.Tests.Architecture;

/// <summary>
/// Rules that hold for each file of <c>src</c>, and one for those of <c>tests</c>.
/// </summary>
public class SourceRuleTests
{
    private const int MaxLines = 250;
    private const int MaxLinesOfMethod = 45;

    [Fact]
    public void Files_have_no_more_than_250_lines() => SourceFile.AssertNone(
        SourceFile.All.Concat(SourceFile.Tests).Where(file => file.LineCount > MaxLines).Select(file => $"{file.Path} has {file.LineCount}"));

    [Fact]
    public void Methods_of_the_boot_sequence_have_no_more_than_45_lines()
    {
        var file = Assert.Single(SourceFile.Library, file => file.Path == "PrepareRoot/BootSequence.cs");

        // From its declaration to the brace at the declaration's indentation.
        var methods = Regex.Matches(file.Text, @"^( +)[\w ]*[\w?<>]+ (\w+)\([^\n]*\n(?:.*?\n)??\1\}$", RegexOptions.Multiline | RegexOptions.Singleline);

        Assert.Equal(["Run", "Prepare"], methods.Select(method => method.Groups[2].Value));
        Assert.All(methods, method => Assert.InRange(method.Value.Split('\n').Length, 2, MaxLinesOfMethod));
    }

    [Theory]
    [InlineData(@"out string\? problem")]
    [InlineData(@"Func<Fault\?>")]
    public void Superseded_forms_of_failure_do_not_come_back(string pattern) => SourceFile.AssertNone(
        SourceFile.All.Where(file => Regex.IsMatch(file.Code, pattern)).Select(file => file.Path));

    [Fact]
    public void Native_and_unsafe_code_is_in_the_folder_Linux() => SourceFile.AssertNone(
        SourceFile.All
            .Where(file => !file.Path.StartsWith("PrepareRoot/Linux/", StringComparison.Ordinal) && Regex.IsMatch(file.Code, @"\b(DllImport|LibraryImport|unsafe)\b"))
            .Select(file => file.Path));
}
