using System;
using System.Linq;
using PrepareRoot.Requests;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Requests;

public class KernelCommandLineTests
{
    public static TheoryData<string, string[]> Splits
    {
        get
        {
            var table = new TheoryData<string, string[]>();
            foreach (var (text, arguments) in CommandLineSplits.All)
                table.Add(text, arguments);
            return table;
        }
    }

    // BootTests has the same table for the kernel.
    [Theory]
    [MemberData(nameof(Splits))]
    public void Command_line_is_split_as_kernels_split_it(string text, string[] expected) => Assert.Equal(
        expected,
        KernelCommandLine.Parse(text).Arguments.ToArray().Select(argument => argument.Value is null ? argument.Key : argument.Key + "=" + argument.Value));

    // The results of next_arg() in the kernel's lib/cmdline.c for the same text.
    [Theory]
    [InlineData("quiet", "quiet", null)]
    [InlineData("ostree=/ostree/boot.1", "ostree", "/ostree/boot.1")]
    [InlineData("a=", "a", "")]
    [InlineData("a=b=c", "a", "b=c")]
    [InlineData("=a", "=a", null)]
    [InlineData("=a=b", "=a", "b")]
    [InlineData("==b", "=", "b")]
    [InlineData("=", "=", null)]
    [InlineData("a=\"b c\"", "a", "b c")]
    [InlineData("\"a=b c\"", "a", "b c")]
    [InlineData("\"a b=c d\"", "a b", "c d")]
    [InlineData("a=\"\"", "a", "")]
    [InlineData("a=\"", "a", "")]
    [InlineData("\"a=\"", "a", "")]
    [InlineData("\"a=", "a", "")]
    [InlineData("a=\"b c", "a", "b c")]
    [InlineData("a=\"b\"c", "a", "b\"c")]
    [InlineData("a=b\" \"c", "a", "b\" \"c")]
    [InlineData("a=b\"c\"", "a", "b\"c\"")]
    [InlineData("a=\"b\"\"c\"", "a", "b\"\"c")]
    [InlineData("\"a=\"b\"", "a", "b")]
    [InlineData("\"a\"", "a", null)]
    [InlineData("\"a", "a", null)]
    [InlineData("a\"b c\"", "a\"b c\"", null)]
    [InlineData("a\" \"b=c", "a\" \"b", "c")]
    [InlineData("\"\"", "", null)]
    [InlineData("\"", "", null)]
    [InlineData("\" a\"", " a", null)]
    [InlineData("a\\ b", "a\\", null, "b", null)]
    [InlineData("a b=1\tc\nd\ve\ff\rg\u00a0h", "a", null, "b", "1", "c", null, "d", null, "e", null, "f", null, "g", null, "h", null)]
    [InlineData("  a  b  \n", "a", null, "b", null)]
    [InlineData("a=1 -- a=2", "a", "1", "--", null, "a", "2")]
    [InlineData("\"a b\"c d", "a b\"c", null, "d", null)]
    [InlineData("a\0b", "a", null)]
    [InlineData("\u2003a\u0085b", "\u2003a\u0085b", null)]
    [InlineData("")]
    [InlineData(" \t\n")]
    [InlineData("\0a")]
    public void Command_line_is_split_as_the_kernel_splits_it(string text, params string?[] keysAndValues)
    {
        var arguments = KernelCommandLine.Parse(text).Arguments;

        Assert.Equal(keysAndValues.Length / 2, arguments.Length);
        for (var i = 0; i < arguments.Length; i++)
        {
            Assert.Equal(keysAndValues[2 * i], arguments[i].Key);
            Assert.Equal(keysAndValues[(2 * i) + 1], arguments[i].Value);
        }
    }

    [Fact]
    public void Argument_keeps_the_text_that_it_was_written_as()
    {
        var arguments = KernelCommandLine.Parse(" a=\"b c\"  \"d e\" f").Arguments;

        Assert.Equal("a=\"b c\"", arguments[0].Text);
        Assert.Equal("\"d e\"", arguments[1].Text);
        Assert.Equal("f", arguments[2].Text);
    }

    [Theory]
    [InlineData("ostree=/a ostree=/b", "/a")]
    [InlineData("ostree ostree=/b", "/b")]
    [InlineData("xostree=/a ostree.x=/b ostree=/c", "/c")]
    [InlineData("Ostree=/a", null)]
    [InlineData("ostree", null)]
    [InlineData("root=\"ostree=/a\"", null)]
    [InlineData("", null)]
    public void First_value_of_a_key_is_found_by_the_whole_key(string text, string? expected) =>
        Assert.Equal(expected, KernelCommandLine.Parse(text).First("ostree"));

    [Theory]
    [InlineData("ro", true)]
    [InlineData("ro=1", true)]
    [InlineData("root=x", false)]
    [InlineData("RO", false)]
    public void Key_is_there_with_a_value_or_without(string text, bool expected) =>
        Assert.Equal(expected, KernelCommandLine.Parse(text).Has("ro"));

    [Fact]
    public void All_values_of_a_key_come_in_their_order()
    {
        var commandLine = KernelCommandLine.Parse("a=1 b=2 a a=3 a=");

        Assert.Equal(["1", "3", ""], commandLine.All("a"));
        Assert.Equal(Array.Empty<string>(), commandLine.All("c"));
    }
}
