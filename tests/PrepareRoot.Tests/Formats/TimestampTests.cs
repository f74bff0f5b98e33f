using PrepareRoot.Formats;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public class TimestampTests
{
    [Theory]
    [InlineData("1970-01-01", 0)]
    [InlineData("2000-02-29", 951782400)]
    [InlineData("2026-11-22", 1795305600)]
    [InlineData("2026-11-22T00:00:00Z", 1795305600)]
    [InlineData("2026-11-22T18:30:59Z", 1795372259)]
    [InlineData("9999-12-31T23:59:59Z", 253402300799)]
    public void Date_is_read_as_seconds_since_1970(string text, ulong seconds) => Assert.Equal(seconds, Timestamp.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("1969-12-31")]
    [InlineData("2026-02-29")]
    [InlineData("2026-13-01")]
    [InlineData("2026-00-10")]
    [InlineData("2026-01-00")]
    [InlineData("2026/01/01")]
    [InlineData("26-01-01")]
    [InlineData("2026-11-22T24:00:00Z")]
    [InlineData("2026-11-22T00:60:00Z")]
    [InlineData("2026-11-22T00:00:60Z")]
    [InlineData("2026-11-22T00:00:00")]
    [InlineData("2026-11-22 00:00:00Z")]
    [InlineData("2026-11-22T00:00:00+")]
    [InlineData("+026-11-22")]
    [InlineData("2026-1 -22")]
    [InlineData("2000-01-1\0")]
    [InlineData("2026-11-22T00:00:1\0Z")]
    [InlineData("1795305600")]
    public void Other_text_is_no_date(string text) => Assert.Null(Timestamp.Parse(text));
}
