using System.Linq;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;
using PrepareRoot.Trust;
using Xunit;

namespace PrepareRoot.Tests.Mounting;

/// <summary>What facts about the disk and the image change in a plan.</summary>
public partial class PlannerTests
{
    [Theory]
    [InlineData(RootMode.ReadOnly, "mount new:/: overlay composefs:d, ro, data disk:/composefs/objects, verity=require, below it memory:/mount-points")]
    [InlineData(RootMode.Transient, "mount new:/: overlay transient:composefs=d, rw, data disk:/composefs/objects, verity=require, below it memory:/mount-points, upper memory:/root/upper, work memory:/root/work")]
    internal void Mount_points_are_a_layer_above_the_image(RootMode root, string overlay)
    {
        var policy = Policy() with { MountPoints = ["nix", "data"], Root = root };

        var plan = Plan(policy, Composefs, Image(TrustLevel.CommandLine));

        Assert.Equal(["make memory:/mount-points with nix, data", overlay], plan.Steps.Skip(1).Take(2).Select(step => step.ToString()));
    }

    [Fact]
    public void Boot_and_var_are_mounted_without_a_unit_where_there_is_no_initramfs()
    {
        var policy = Policy() with { SysrootReadOnly = false, MountsVarAndBoot = true };

        Assert.Equal(
            """
            bind disk:/ostree/deploy/os/deploy/c.0 at new:/
            bind disk:/ostree/deploy/os/deploy/c.0/usr at new:/usr, ro
            bind disk:/ at new:/sysroot
            bind disk:/ostree/deploy/os/var at new:/var, rw, shared
            bind disk:/boot at new:/boot, if new:/boot exists
            """,
            Plan(policy, Ostree with { HasBoot = true }, Tree).ToString());
    }

    [Theory]
    [InlineData(TrustLevel.Integrity, HotfixState.None, true)]
    [InlineData(TrustLevel.CommandLine, HotfixState.None, true)]
    [InlineData(TrustLevel.CommandLine, HotfixState.Writable, true)]
    [InlineData(TrustLevel.Signature, HotfixState.ReadOnly, true)]
    [InlineData(TrustLevel.Unverified, HotfixState.None, false)]
    [InlineData(TrustLevel.Integrity, HotfixState.Writable, false)]
    [InlineData(TrustLevel.Integrity, HotfixState.ReadOnly, false)]
    internal void Root_is_measured_only_if_its_digest_describes_it_completely(TrustLevel level, HotfixState hotfix, bool measured)
    {
        var (deployment, facts) = (Ostree with { Hotfix = hotfix }, Image(level));

        Assert.Equal(measured ? Digest : null, Plan(Policy(), deployment, facts).Measured);
        var planned = Planner.Plan(Policy() with { MeasurePcr = 15 }, deployment, facts).Try(out _, out var fault);
        Assert.Equal((measured, measured ? null : FaultCode.MeasurementFailed), (planned, fault?.Code));
    }

    [Fact]
    public void Tree_is_not_measured() => Assert.Null(Plan(Policy(), Ostree, Tree).Measured);

    [Fact]
    public void Disk_is_read_only_if_the_repository_says_so()
    {
        var plan = Plan(Policy() with { SysrootReadOnly = false }, Ostree with { SysrootReadOnly = true }, Tree);

        Assert.True(plan.SysrootReadOnly);
        Assert.Contains("bind disk:/ at new:/sysroot, ro", plan.ToLines());
    }

    [Fact]
    public void Warnings_name_what_is_not_mounted()
    {
        var hotfix = Ostree with { Hotfix = HotfixState.Writable, Warnings = ["config is unreadable"] };

        Assert.Equal(
            [
                "config is unreadable",
                "/sysroot/ostree/deploy/os/deploy/c.0/.usr-ovl-upper is not mounted on /usr: the image is authenticated, its hotfix is not",
            ],
            Plan(Policy(), hotfix, Image(TrustLevel.Signature)).Warnings);
        Assert.Empty(Plan(Policy(), Ostree, Tree).Warnings);
    }
}
