using System;
using System.Linq;
using Xunit;

namespace PrepareRoot.Support.Tests;

public class TerminalScreenTests
{
    [Theory]
    [InlineData("a  b", "<text x=\"14\" y=\"27\" textLength=\"31.2\">a  b</text>")]
    [InlineData("  a\n", "<text x=\"29.6\" y=\"27\" textLength=\"7.8\">a</text>")]
    [InlineData("\e[31m<\e[0m \n>", "<text class=\"bad\" x=\"14\" y=\"27\" textLength=\"7.8\">&lt;</text>|<text x=\"14\" y=\"45\" textLength=\"7.8\">&gt;</text>")]
    public void Text_is_where_the_terminal_has_it(string written, string expected) => Assert.Equal(expected, string.Join('|', Texts(written)));

    [Fact]
    public void Line_of_more_than_124_columns_is_continued() => Assert.Equal(
        [$"<text x=\"14\" y=\"27\" textLength=\"967.2\">{new string('a', 124)}</text>", "<text x=\"14\" y=\"45\" textLength=\"7.8\">b</text>"],
        Texts(new string('a', 124) + "b"));

    [Theory]
    [InlineData("\e[4m_")]
    [InlineData("\e[2J")]
    [InlineData("\e]0;title\a")]
    [InlineData("50 %\r")]
    public void What_it_does_not_know_is_refused(string written) => Assert.Throws<FormatException>(() => TerminalScreen.Svg("", written));

    private static string[] Texts(string written) =>
        [.. TerminalScreen.Svg("", written).Split('\n').Where(line => line.StartsWith("<text", StringComparison.Ordinal))];
}
