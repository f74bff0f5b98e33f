using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.Ctl;
using PrepareRoot.Ctl.Explanations;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl.Printed;

/// <summary>
/// Every command of <c>prepare-rootctl</c> that explanations, helps, manual pages and documents
/// print is parsed by the program's own parser.
/// </summary>
public partial class PrintedCommandTests
{
    [Fact]
    public void Commands_in_the_explanations_can_be_typed() => AssertRight(
        15,
        ExplanationCatalogue.All.SelectMany(explanation => PrintedCommand.In(
            explanation.Code.Name, string.Join('\n', explanation.Code.Remedy, explanation.Causes, explanation.Look, explanation.Mend), ExplanationText.IsCommand)));

    [Fact]
    public void Commands_in_the_helps_can_be_typed() => AssertRight(
        25,
        CommandLine.Commands().Subcommands.SelectMany(command => PrintedCommand.In(
            command.Name + " --help", CtlRun.Of(command.Name, "--help").Output, line => line.StartsWith("  prepare-rootctl ", StringComparison.Ordinal))));

    [Fact]
    public void Commands_in_the_documents_can_be_typed() => AssertRight(
        40, Files("*.md", "README.md", "docs").SelectMany(path => PrintedCommand.In(path, File.ReadAllText(path), IsMarkdownCode)));

    [Fact]
    public void Commands_in_the_manual_pages_can_be_typed() => AssertRight(25, Files("*", "docs/man").SelectMany(path => OfManualPage(path, File.ReadAllText(path))));

    [Fact]
    public void Commands_in_what_is_installed_can_be_typed() => AssertRight(
        4, Files("*", "config", "dracut").Where(path => !path.Contains("/completions/", StringComparison.Ordinal))
            .SelectMany(path => PrintedCommand.In(path, File.ReadAllText(path), line => line.StartsWith("    prepare-rootctl ", StringComparison.Ordinal))));

    // Messages are put together from parts.
    [Fact]
    public void Commands_in_messages_exist() => AssertRight(
        10, Files("*.cs", "src").Where(path => !path.Contains("/obj/", StringComparison.Ordinal)).SelectMany(path => PrintedCommand.In(path, File.ReadAllText(path), _ => false)));

    [Theory]
    [InlineData("    prepare-rootctl chek", "there is no command 'chek'")]
    [InlineData("    prepare-rootctl check --al | less", "there is no option '--al' (a file with such a name goes after --)")]
    [InlineData("    prepare-rootctl check --all | less --al", null)]
    [InlineData("    prepare-rootctl check \\\n  --deep --al", "there is no option '--al' (a file with such a name goes after --)")]
    [InlineData("    prepare-rootctl digest", "Required argument missing for command: 'digest'.")]
    [InlineData("    prepare-rootctl explain no-rot", "there is no code 'no-rot'; like it: not-root (prepare-rootctl explain lists all)")]
    [InlineData("    mount x; prepare-rootctl plan # --al", null)]
    [InlineData("    prepare-rootctl why \"a # b\"", null)]
    [InlineData("see `prepare-rootctl digest --aginst`", "there is no option '--aginst' (a file with such a name goes after --)")]
    [InlineData("see `prepare-rootctl digest`, `prepare-rootctl sing`", "there is no command 'sing'")]
    [InlineData("prepare-rootctl digest compares --all", null)]
    [InlineData("(prepare-rootctl digests)", "there is no command 'digests'")]
    [InlineData("prepare-rootctl is missing", null)]
    [InlineData("prepare-rootctl (8)", null)]
    public void Typing_error_is_found(string text, string? problem) =>
        Assert.Equal(problem is null ? [] : [problem], PrintedCommand.In("", text, IsMarkdownCode).SelectMany(command => command.Problems()));

    private static void AssertRight(int least, IEnumerable<PrintedCommand> commands)
    {
        var all = commands.ToArray();
        Assert.InRange(all.Length, least, 500);
        var problems = all.SelectMany(command => command.Problems().Select(problem => command + ": " + problem)).ToArray();
        Assert.True(problems.Length == 0, string.Join('\n', problems));
    }

    private static bool IsMarkdownCode(string line) => line.StartsWith("    ", StringComparison.Ordinal) || line.StartsWith("$ ", StringComparison.Ordinal);

    // An example is between .EX and .EE.
    private static IEnumerable<PrintedCommand> OfManualPage(string path, string page)
    {
        var text = page.Replace("\\-", "-", StringComparison.Ordinal).Replace("\\e", "\\", StringComparison.Ordinal);
        return PrintedCommand.In(path, Example().Replace(text, match => match.Value.Replace("\n", "\n    ", StringComparison.Ordinal)), IsMarkdownCode);
    }

    [GeneratedRegex(@"^\.EX\n.*?^\.EE", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();

    private static IEnumerable<string> Files(string pattern, params string[] paths) => paths.Select(Checkout.File).SelectMany(
        path => Directory.Exists(path) ? Directory.GetFiles(path, pattern, SearchOption.AllDirectories) : [path]);
}
