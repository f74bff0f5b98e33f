using System.Linq;
using PrepareRoot.Faults;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>Every fault of the catalogue is provoked by a test.</summary>
public class ProvokedFaultsTests
{
    // The faults without a row in the table, and the tests that provoke them.
    private static readonly (FaultCode Fault, string Tests)[] _elsewhere =
    [
        (FaultCode.CommitFailed, "Atomicity/ExchangeTests"),
        (FaultCode.InitUnreadable, "InitTests"),
    ];

    [Fact]
    public void Every_fault_is_provoked_by_a_test()
    {
        var catalogue = FaultCode.All.Select(code => code.Name);
        var provoked = BadInputTable.All.Select(row => row.Fault.Name).Concat(_elsewhere.Select(row => row.Fault.Name)).Distinct();
        Assert.Equal(catalogue.Order(), provoked.Order());
    }

    [Fact]
    public void Faults_provoked_elsewhere_are_not_in_the_table() =>
        Assert.DoesNotContain(BadInputTable.All, row => _elsewhere.Any(other => other.Fault == row.Fault));
}
