using PrepareRoot.Formats;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public class ConsoleTextTests
{
    [Theory]
    [InlineData("/sysroot: plain text, with \\ and '", "/sysroot: plain text, with \\ and '")]
    [InlineData("größe 大きさ 😀", "größe 大きさ 😀")]
    [InlineData("a\nb\r\u001b[2J\u007f\u009b\0", "a\\u000ab\\u000d\\u001b[2J\\u007f\\u009b\\u0000")]
    [InlineData("x\u202etxt.exe\u2066\u200f\ufeff\u00ad", "x\\u202etxt.exe\\u2066\\u200f\\ufeff\\u00ad")]
    [InlineData("\u2028\u2029", "\\u2028\\u2029")]
    [InlineData("tag \U000e0041", "tag \\udb40\\udc41")]
    public void Characters_that_a_terminal_interprets_are_written_as_their_numbers(string text, string expected) =>
        Assert.Equal(expected, ConsoleText.Escape(text));

    // An attribute can't hold such a string: it is stored as UTF-8.
    [Fact]
    public void Half_of_a_surrogate_pair_is_a_replacement_character() =>
        Assert.Equal("half \ufffd of a pair", ConsoleText.Escape("half \ud800 of a pair"));
}
