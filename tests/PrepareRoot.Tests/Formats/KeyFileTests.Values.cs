using System;
using PrepareRoot.Faults;
using Xunit;

namespace PrepareRoot.Tests.Formats;

/// <summary>Values of a key file, read as what they stand for.</summary>
public partial class KeyFileTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("true \t\f", true)]
    [InlineData("0\r", false)]
    [InlineData("True", null)]
    [InlineData("yes", null)]
    [InlineData("", null)]
    [InlineData("true x", null)]
    [InlineData("true\v", null)]
    [InlineData("01", null)]
    public void Boolean_is_read_as_GLib_reads_it(string value, bool? expected)
    {
        var result = Entry(value).Boolean();
        if (expected is { } known)
        {
            Assert.True(result.Try(out var actual, out _));
            Assert.Equal(known, actual);
        }
        else
        {
            Assert.False(result.Try(out _, out var fault));
            Assert.Equal(FaultCode.ConfigurationMalformed, fault.Code);
        }
    }

    [Fact]
    public void Value_that_its_key_does_not_allow_is_refused_with_line_key_and_value() =>
        AssertRefused("2: a.k must be true or false, but is 'yes'", Entry("yes").Boolean());

    [Theory]
    [InlineData("a\\sb\\nc\\td\\re\\\\f", "a b\nc\td\re\\f")]
    [InlineData("v\\s", "v ")]
    [InlineData("a;b", "a;b")]
    [InlineData("", "")]
    [InlineData("a\\q", null)]
    [InlineData("a\\;b", null)]
    [InlineData("\\", null)]
    public void Text_has_its_escapes_resolved(string value, string? expected)
    {
        Assert.Equal(expected is not null, Entry(value).Text().Try(out var actual, out var fault));
        Assert.Equal(expected, actual);
        Assert.Equal(expected is null ? FaultCode.ConfigurationMalformed : null, fault?.Code);
    }

    [Theory]
    [InlineData("a;b;;c", "a", "b", "", "c")]
    [InlineData("a;b;", "a", "b")]
    [InlineData("a;b;;", "a", "b", "")]
    [InlineData("a\\;b;c\\sd", "a;b", "c d")]
    [InlineData(";", "")]
    [InlineData("")]
    public void List_is_read_as_GLib_reads_it(string value, params string[] expected)
    {
        Assert.True(Entry(value).List().Try(out var actual, out _));
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("a;\\q")]
    [InlineData("a;b\\")]
    public void List_with_an_unknown_escape_is_refused(string value)
    {
        Assert.False(Entry(value).List().Try(out _, out var fault));
        Assert.Equal(FaultCode.ConfigurationMalformed, fault.Code);
        Assert.StartsWith(Path + ":2: a.k ", fault.Cause, StringComparison.Ordinal);
    }
}
