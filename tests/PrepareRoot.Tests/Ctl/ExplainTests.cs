using System;
using System.Linq;
using System.Text.Json;
using PrepareRoot.Ctl.Explanations;
using PrepareRoot.Faults;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

public class ExplainTests
{
    private const int ConsoleWidth = 80;
    private const int MaxLines = 12;

    public static TheoryData<string> Names => new(FaultCode.All.Select(code => code.Name));

    [Fact]
    public void Every_code_is_explained_once_and_in_the_order_of_the_catalogue() =>
        Assert.Equal(FaultCode.All, ExplanationCatalogue.All.Select(explanation => explanation.Code));

    [Theory]
    [MemberData(nameof(Names))]
    public void Explanation_says_what_it_means_how_it_comes_about_how_to_see_more_and_how_to_mend_it(string name)
    {
        var explanation = ExplanationCatalogue.Find(name)!;
        var run = CtlRun.Of("explain", name);

        Assert.Equal((0, ""), (run.Status, run.Error));
        Assert.StartsWith(name + ": ", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            Words(string.Join(' ', name + ":", explanation.Code.Meaning, "How it comes about:", explanation.Causes, "How to see more:", explanation.Look, "How to mend it:", explanation.Code.Remedy, explanation.Mend)),
            Words(run.Output));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Explanation_has_a_command_to_see_more_and_fits_a_console(string name)
    {
        var explanation = ExplanationCatalogue.Find(name)!;
        Assert.Contains(explanation.Look.Split('\n'), ExplanationText.IsCommand);
        string[] texts = [explanation.Causes, explanation.Look, explanation.Mend];
        Assert.InRange(texts.Sum(text => ExplanationText.Lines(text, 100).Count), 3, MaxLines);
        foreach (var text in texts)
        {
            // Prose is sentences; what comes before a command may end with a colon.
            var prose = ExplanationText.Lines(text, int.MaxValue).Where(line => !ExplanationText.IsCommand(line));
            Assert.All(prose, line => Assert.Matches(@"^[^\s].*[.:]$", line));
        }
        Assert.All(CtlRun.Of("explain", name).Output.Split('\n'), line => Assert.True(line.Length <= ConsoleWidth, line));
    }

    [Fact]
    public void Without_a_code_all_codes_are_listed_one_on_each_line()
    {
        var run = CtlRun.Of("explain");
        Assert.Equal((0, ""), (run.Status, run.Error));
        Assert.Equal(
            FaultCode.All.Select(code => (code.Name, code.Meaning)),
            run.Output.TrimEnd('\n').Split('\n').Select(line => line.Split(' ', 2)).Select(words => (words[0], words[1].Trim())));
    }

    [Fact]
    public void Code_may_have_the_brackets_that_the_console_prints_around_it() =>
        Assert.Equal(CtlRun.Of("explain", "image-missing"), CtlRun.Of("explain", "[image-missing]"));

    [Theory]
    [InlineData("imgae-missing", "; like it: image-missing")]
    [InlineData("Image-Missing", "; like it: image-missing")]
    [InlineData("to-old", "; like it: too-old")]
    [InlineData("commit", "; like it: commit-failed, commit-malformed, commit-without-digest")]
    [InlineData("run_missing", "; like it: run-missing")]
    [InlineData("frobnication", "")]
    [InlineData("", "")]
    [InlineData("\u001b[31m", "")]
    public void Unknown_code_is_an_error_that_names_those_like_it(string name, string like)
    {
        var run = CtlRun.Of("explain", name);
        Assert.Equal((2, ""), (run.Status, run.Output));
        Assert.Equal(
            ["prepare-rootctl: there is no code '" + name.Replace("\u001b", "\\u001b", StringComparison.Ordinal) + "'" + like + " (prepare-rootctl explain lists all)", "prepare-rootctl: see prepare-rootctl explain --help", ""],
            run.Error.Split('\n'));
    }

    [Fact]
    public void Json_has_the_same_texts()
    {
        var list = JsonDocument.Parse(CtlRun.Of("explain", "--json").Output).RootElement;
        Assert.Equal(
            FaultCode.All.Select(code => (code.Name, code.ExitStatus, code.Meaning, code.Remedy)),
            list.EnumerateArray().Select(item => (item.GetProperty("code").GetString()!, item.GetProperty("exitStatus").GetInt32(), item.GetProperty("meaning").GetString()!, item.GetProperty("remedy").GetString()!)));

        foreach (var explanation in ExplanationCatalogue.All)
        {
            var json = JsonDocument.Parse(CtlRun.Of("explain", "--json", explanation.Code.Name).Output).RootElement;
            Assert.Equal(explanation.Code.Name, json.GetProperty("code").GetString());
            Assert.Equal(
                [Words(explanation.Causes), Words(explanation.Look), Words(explanation.Mend)],
                ((string[])["causes", "look", "mend"]).Select(name => Words(json.GetProperty(name).GetString()!)));
        }
    }

    private static string[] Words(string text) => text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
