using System.Reflection;
using PrepareRoot.Configuration;
using PrepareRoot.Deployments;
using PrepareRoot.Erofs;
using PrepareRoot.Mounting;
using PrepareRoot.Trust;
using Xunit;

namespace PrepareRoot.Tests.Mounting;

public class PlannerTests
{
    private static readonly Deployment Ostree = new(
        Backend.Ostree,
        "ostree/deploy/os/deploy/c.0",
        default,
        Commit: "c",
        "ostree/deploy/os/deploy/c.0/.ostree.cfs",
        ImageHasLinks: false,
        "composefs",
        "ostree/repo/objects",
        "ostree/deploy/os/deploy/c.0/etc",
        EtcState.Copy,
        "ostree/deploy/os/var",
        VarHasLinks: false);

    private static readonly Deployment Composefs = new(
        Backend.Composefs,
        "state/deploy/d",
        default,
        Commit: "",
        "composefs/images/d",
        ImageHasLinks: true,
        "composefs:d",
        "composefs/objects",
        "state/deploy/d/etc",
        EtcState.Overlay,
        "state/deploy/d/var",
        VarHasLinks: true);

    [Theory]
    [InlineData(Access.ReadOnly, """
        bind disk:/ostree/deploy/os/deploy/c.0 at new:/
        bind disk:/ostree/deploy/os/deploy/c.0/etc at new:/etc, rw
        bind disk:/ostree/deploy/os/deploy/c.0/usr at new:/usr, ro
        bind disk:/ at new:/sysroot, ro
        bind disk:/ostree/deploy/os/var at new:/sysroot/ostree/deploy/os/var, rw
        bind disk:/ostree/deploy/os/var at new:/var, rw, unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists
        """)]
    [InlineData(Access.Inherited, """
        bind disk:/ostree/deploy/os/deploy/c.0 at new:/
        bind disk:/ostree/deploy/os/deploy/c.0/usr at new:/usr, ro
        bind disk:/ at new:/sysroot
        bind disk:/ostree/deploy/os/var at new:/var, rw, unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists
        """)]
    public void A_bind_mounted_deployment_is_planned(Access sysroot, string plan) =>
        Assert.Equal(plan, Planner.BindMount(Ostree, sysroot).ToString());

    [Theory]
    [InlineData(Verdict.Integrity, false, Access.ReadOnly, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay composefs, ro, data disk:/ostree/repo/objects, verity=require
        bind disk:/ostree/deploy/os/deploy/c.0/etc at new:/etc, rw
        bind disk:/ at new:/sysroot, ro
        bind disk:/ostree/deploy/os/var at new:/sysroot/ostree/deploy/os/var, rw
        bind disk:/ostree/deploy/os/var at new:/var, rw, unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists
        """)]
    [InlineData(Verdict.Unverified, true, Access.Inherited, """
        mount the image: erofs, ro
        mount new:/: overlay composefs, ro, data disk:/ostree/repo/objects
        bind disk:/ostree/deploy/os/deploy/c.0/etc at new:/etc, rw
        bind disk:/ at new:/sysroot
        bind disk:/ostree/deploy/os/var at new:/var, rw, unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists
        """)]
    public void An_image_of_libostree_is_planned(Verdict verdict, bool hasAcl, Access sysroot, string plan) =>
        Assert.Equal(plan, Planner.Composefs(Ostree, Image(verdict, hasAcl), Policy(null, null), sysroot).ToString());

    [Theory]
    [InlineData(EtcState.Overlay, Access.ReadOnly, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay composefs:d, ro, data disk:/composefs/objects, verity=require
        mount new:/etc: overlay, rw, upper disk:/state/deploy/d/etc/upper, work disk:/state/deploy/d/etc/work
        bind disk:/state/deploy/d/var at new:/var, rw
        bind disk:/ at new:/sysroot, ro, if new:/sysroot exists
        """)]
    [InlineData(EtcState.Copy, Access.Inherited, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay composefs:d, ro, data disk:/composefs/objects, verity=require
        bind disk:/state/deploy/d/etc at new:/etc, rw
        bind disk:/state/deploy/d/var at new:/var, rw
        bind disk:/ at new:/sysroot, if new:/sysroot exists
        """)]
    public void An_image_of_a_composefs_repository_is_planned(EtcState etc, Access sysroot, string plan) =>
        Assert.Equal(plan, Planner.Composefs(Composefs with { EtcState = etc }, Image(Verdict.CommandLine, hasAcl: false), Policy(null, null), sysroot).ToString());

    [Theory]
    [InlineData(MountKind.Bind, MountKind.Overlay, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay composefs:d, ro, data disk:/composefs/objects, verity=require
        bind disk:/state/deploy/d/etc at new:/etc, rw
        mount new:/var: overlay, rw, upper disk:/state/deploy/d/var/upper, work disk:/state/deploy/d/var/work
        bind disk:/ at new:/sysroot, ro, if new:/sysroot exists
        """)]
    [InlineData(MountKind.None, MountKind.None, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay composefs:d, ro, data disk:/composefs/objects, verity=require
        bind disk:/ at new:/sysroot, ro, if new:/sysroot exists
        """)]
    public void The_configuration_says_how_etc_and_var_are_mounted(MountKind etc, MountKind var, string plan) =>
        Assert.Equal(
            plan, Planner.Composefs(Composefs, Image(Verdict.CommandLine, hasAcl: false), Policy(etc, var), Access.ReadOnly).ToString());

    [Theory]
    [InlineData(EtcState.Overlay, """
        bind /tree at new:/, ro
        mount new:/etc: overlay, rw, upper disk:/state/deploy/d/etc/upper, work disk:/state/deploy/d/etc/work
        bind disk:/state/deploy/d/var at new:/var, rw
        bind disk:/ at new:/sysroot, ro, if new:/sysroot exists
        """)]
    [InlineData(EtcState.Copy, """
        bind /tree at new:/, ro
        bind disk:/state/deploy/d/etc at new:/etc, rw
        bind disk:/state/deploy/d/var at new:/var, rw
        bind disk:/ at new:/sysroot, ro, if new:/sysroot exists
        """)]
    public void A_tree_in_the_place_of_an_image_is_planned(EtcState etc, string plan) =>
        Assert.Equal(plan, Planner.Tree("/tree", Composefs with { EtcState = etc }, Policy(null, null), Access.ReadOnly).ToString());

    private static RootPolicy Policy(MountKind? etc, MountKind? var) =>
        new(Backend.Composefs, null, [], ComposefsMode.Verity, "", [], null, null, etc, var, SysrootReadOnly: true);

    // Only Trust makes a VerifiedImage; a plan looks at its properties alone, so this one has no file.
    private static VerifiedImage Image(Verdict verdict, bool hasAcl) => (VerifiedImage)typeof(VerifiedImage)
        .GetConstructors(BindingFlags.NonPublic | BindingFlags.Instance)[0]
        .Invoke([null, "image", verdict, null, new ComposefsHeader(hasAcl)]);
}
