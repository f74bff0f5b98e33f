using PrepareRoot.Mounting;
using Xunit;

namespace PrepareRoot.Tests.Mounting;

public class EarlyMountsTests
{
    private static readonly MountPlan _plan = new(
    [
        new Bind(Location.Disk("d"), Location.NewRoot, Access.Inherited),
        new Bind(Location.Disk(""), Location.New("sysroot"), Access.ReadOnly, Only: new Condition("sysroot", Exists: true)),
        new Bind(Location.Disk("v"), Location.New("var"), Access.Writable, Only: new Condition(Planner.OstreeGenerator, Exists: false)),
    ]);

    [Fact]
    public void Var_is_mounted_whether_the_system_would_do_it_or_not() => Assert.Equal(
        """
        bind disk:/d at new:/
        bind disk:/ at new:/sysroot, ro, if new:/sysroot exists
        bind disk:/v at new:/var, rw
        """,
        EarlyMounts.WithVar(_plan).ToString());

    [Fact]
    public void Boot_is_mounted_last_where_there_is_a_place_for_it() =>
        Assert.Equal(_plan + "\nbind disk:/boot at new:/boot, if new:/boot exists", EarlyMounts.WithBoot(_plan).ToString());
}
