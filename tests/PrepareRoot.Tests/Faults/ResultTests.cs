using PrepareRoot.Faults;
using Xunit;

namespace PrepareRoot.Tests.Faults;

public class ResultTests
{
    [Fact]
    public void Result_is_its_value_or_its_fault()
    {
        Result<string> good = "value";
        Assert.True(good.Try(out var value, out _));
        Assert.Equal("value", value);

        Result<string> bad = new Fault(FaultCode.Usage, "cause");
        Assert.False(bad.Try(out _, out var fault));
        Assert.Equal(FaultCode.Usage, fault.Code);
    }
}
