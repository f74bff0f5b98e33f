using System.Text;
using PrepareRoot.Formats;
using Xunit;

namespace PrepareRoot.Tests.Formats;

/// <summary>A refusal that is kept until the next boot.</summary>
public class KeptRefusalTests
{
    [Theory]
    [InlineData("path: No such file")]
    [InlineData("ä €")]
    public void Refusal_reads_as_it_was_written(string cause)
    {
        var refusal = new KeptRefusal("too-old", 1795305600, cause);
        Assert.Equal(refusal, KeptRefusal.Parse(refusal.ToText()));
    }

    [Fact]
    public void Long_cause_is_cut_and_stays_within_the_bound()
    {
        foreach (var cause in new[] { new string('x', 10000), new string('€', 10000), new string('\u0001', 10000), new string('\n', 10000) })
        {
            var refusal = new KeptRefusal("image-digest-differs", ulong.MaxValue, cause);
            Assert.InRange(Encoding.UTF8.GetByteCount(refusal.ToText()), 240, KeptRefusal.Bound);
            Assert.True(refusal.SaysAs(KeptRefusal.Parse(refusal.ToText())!));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("code\n1\ncause")]
    [InlineData("code\n\ncause\n")]
    [InlineData("code\n-1\ncause\n")]
    [InlineData("code\n1\n\n")]
    [InlineData("\n1\ncause\n")]
    [InlineData("code\n1\ncause\nmore\n")]
    public void Other_text_is_no_refusal(string text) => Assert.Null(KeptRefusal.Parse(text));

    [Fact]
    public void Time_is_no_difference()
    {
        var refusal = new KeptRefusal("a", 1, "b");
        Assert.True(refusal.SaysAs(refusal with { Time = 2 }));
        Assert.False(refusal.SaysAs(refusal with { Code = "c" }));
        Assert.False(refusal.SaysAs(refusal with { Cause = "c" }));
    }
}
