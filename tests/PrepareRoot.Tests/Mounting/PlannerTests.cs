using System;
using System.Linq;
using System.Reflection;
using PrepareRoot.Deployments;
using PrepareRoot.Formats;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;
using PrepareRoot.Trust;
using Xunit;

namespace PrepareRoot.Tests.Mounting;

public class PlannerTests
{
    private const string HotfixWritable =
        "mount new:/usr: overlay, rw, upper disk:/ostree/deploy/os/deploy/c.0/.usr-ovl-upper, work disk:/ostree/deploy/os/deploy/c.0/.usr-ovl-work\n";

    private const string HotfixReadOnly = "mount new:/usr: overlay, ro, lower disk:/ostree/deploy/os/deploy/c.0/.usr-ovl-upper\n";

    private static readonly Deployment Ostree = new(
        Backend.Ostree,
        "ostree/deploy/os/deploy/c.0",
        default,
        Commit: "c",
        "ostree/deploy/os/deploy/c.0/.ostree.cfs",
        ImageHasLinks: false,
        "composefs",
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
        "transient:composefs=d",
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
        bind disk:/ostree/deploy/os/var at new:/var, rw, shared, unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists
        """)]
    [InlineData(Access.Inherited, """
        bind disk:/ostree/deploy/os/deploy/c.0 at new:/
        bind disk:/ostree/deploy/os/deploy/c.0/usr at new:/usr, ro
        bind disk:/ at new:/sysroot
        bind disk:/ostree/deploy/os/var at new:/var, rw, shared, unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists
        """)]
    internal void Bind_mounted_deployment_is_planned(Access sysroot, string plan) =>
        Assert.Equal(plan, Planner.BindMount(Ostree, Policy(null, null), sysroot, RunState.Unseen).ToString());

    [Theory]
    [InlineData(TrustLevel.Integrity, false, Access.ReadOnly, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay composefs, ro, data disk:/ostree/repo/objects, verity=require
        bind disk:/ostree/deploy/os/deploy/c.0/etc at new:/etc, rw
        bind disk:/ at new:/sysroot, ro
        bind disk:/ostree/deploy/os/var at new:/sysroot/ostree/deploy/os/var, rw
        bind disk:/ostree/deploy/os/var at new:/var, rw, shared, unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists
        """)]
    [InlineData(TrustLevel.Unverified, true, Access.Inherited, """
        mount the image: erofs, ro
        mount new:/: overlay composefs, ro, data disk:/ostree/repo/objects
        bind disk:/ostree/deploy/os/deploy/c.0/etc at new:/etc, rw
        bind disk:/ at new:/sysroot
        bind disk:/ostree/deploy/os/var at new:/var, rw, shared, unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists
        """)]
    internal void Image_of_libostree_is_planned(TrustLevel trustLevel, bool hasAcl, Access sysroot, string plan) =>
        Assert.Equal(plan, Planner.Composefs(Ostree, Image(trustLevel, hasAcl), Policy(null, null), sysroot, RunState.Unseen).ToString());

    [Theory]
    [InlineData(HotfixState.Writable, """
        bind disk:/ostree/deploy/os/deploy/c.0 at new:/
        bind disk:/ostree/deploy/os/deploy/c.0/etc at new:/etc, rw
        mount new:/usr: overlay, rw, upper disk:/ostree/deploy/os/deploy/c.0/.usr-ovl-upper, work disk:/ostree/deploy/os/deploy/c.0/.usr-ovl-work
        bind disk:/ at new:/sysroot, ro
        bind disk:/ostree/deploy/os/var at new:/sysroot/ostree/deploy/os/var, rw
        bind disk:/ostree/deploy/os/var at new:/var, rw, shared, unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists
        """)]
    [InlineData(HotfixState.ReadOnly, """
        bind disk:/ostree/deploy/os/deploy/c.0 at new:/
        bind disk:/ostree/deploy/os/deploy/c.0/etc at new:/etc, rw
        mount new:/usr: overlay, ro, lower disk:/ostree/deploy/os/deploy/c.0/.usr-ovl-upper
        bind disk:/ at new:/sysroot, ro
        bind disk:/ostree/deploy/os/var at new:/sysroot/ostree/deploy/os/var, rw
        bind disk:/ostree/deploy/os/var at new:/var, rw, shared, unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists
        """)]
    internal void Hotfix_takes_the_place_of_the_read_only_usr_of_a_bind_mounted_deployment(HotfixState hotfix, string plan) =>
        Assert.Equal(plan, Planner.BindMount(Ostree with { Hotfix = hotfix }, Policy(null, null), Access.ReadOnly, RunState.Unseen).ToString());

    [Theory]
    [InlineData(TrustLevel.Unverified, HotfixState.None, "")]
    [InlineData(TrustLevel.Unverified, HotfixState.Writable, HotfixWritable)]
    [InlineData(TrustLevel.Unverified, HotfixState.ReadOnly, HotfixReadOnly)]
    [InlineData(TrustLevel.Integrity, HotfixState.Writable, HotfixWritable)]
    [InlineData(TrustLevel.Integrity, HotfixState.ReadOnly, HotfixReadOnly)]
    [InlineData(TrustLevel.CommandLine, HotfixState.Writable, "")]
    [InlineData(TrustLevel.CommandLine, HotfixState.ReadOnly, "")]
    [InlineData(TrustLevel.Signature, HotfixState.Writable, "")]
    [InlineData(TrustLevel.Signature, HotfixState.ReadOnly, "")]
    internal void Hotfix_is_mounted_between_etc_and_sysroot_if_the_image_is_not_authenticated(TrustLevel trustLevel, HotfixState hotfix, string step)
    {
        var plan = Planner.Composefs(Ostree with { Hotfix = hotfix }, Image(trustLevel, hasAcl: false), Policy(null, null), Access.ReadOnly, RunState.Unseen).ToString();

        var between = plan[plan.IndexOf("at new:/etc, rw\n", StringComparison.Ordinal)..plan.IndexOf("bind disk:/ at", StringComparison.Ordinal)];
        Assert.Equal("at new:/etc, rw\n" + step, between);
        Assert.Equal(step.Length > 0, plan.Contains("new:/usr:", StringComparison.Ordinal));
    }

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
    internal void Image_of_a_composefs_repository_is_planned(EtcState etc, Access sysroot, string plan) =>
        Assert.Equal(plan, Planner.Composefs(Composefs with { EtcState = etc }, Image(TrustLevel.CommandLine, hasAcl: false), Policy(null, null), sysroot, RunState.Unseen).ToString());

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
    internal void Configuration_says_how_etc_and_var_are_mounted(MountKind etc, MountKind var, string plan) =>
        Assert.Equal(
            plan, Planner.Composefs(Composefs, Image(TrustLevel.CommandLine, hasAcl: false), Policy(etc, var), Access.ReadOnly, RunState.Unseen).ToString());

    [Theory]
    [InlineData(RootMode.Transient, null, MountKind.Bind, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay transient:composefs=d, rw, data disk:/composefs/objects, verity=require, upper memory:/root/upper, work memory:/root/work
        mount new:/etc: overlay, rw, upper disk:/state/deploy/d/etc/upper, work disk:/state/deploy/d/etc/work
        bind disk:/state/deploy/d/var at new:/var, rw
        bind disk:/ at new:/sysroot, ro, if new:/sysroot exists
        """)]
    [InlineData(RootMode.TransientReadOnly, MountKind.Transient, MountKind.Transient, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay transient:composefs=d, ro, data disk:/composefs/objects, verity=require, upper memory:/root/upper, work memory:/root/work
        mount new:/etc: overlay, rw, upper memory:/etc/upper, work memory:/etc/work
        mount new:/var: overlay, rw, upper memory:/var/upper, work memory:/var/work
        bind disk:/ at new:/sysroot, ro, if new:/sysroot exists
        """)]
    internal void Transient_state_of_a_composefs_repository_is_kept_in_a_tmpfs_of_its_own(
        RootMode root, MountKind? etc, MountKind? var, string plan) =>
        Assert.Equal(
            plan,
            Planner.Composefs(
                Composefs, Image(TrustLevel.CommandLine, hasAcl: false), Policy(etc, var) with { Root = root }, Access.ReadOnly, RunState.Unseen).ToString());

    [Fact]
    public void Transient_state_of_libostree_is_kept_in_run()
    {
        var run = new RunState(MountsVar: true, Location.Run("ostree/.private/root"), Location.Run("ostree/transient-etc.x"), default);
        var policy = Policy(MountKind.Transient, null) with { Root = RootMode.Transient };

        Assert.Equal("""
            mount the image: erofs, ro,noacl
            mount new:/: overlay composefs, rw, data disk:/ostree/repo/objects, upper run:/ostree/.private/root/upper, work run:/ostree/.private/root/work
            mount new:/etc: overlay, rw, lower new:/usr/etc, upper run:/ostree/transient-etc.x/upper, work run:/ostree/transient-etc.x/work
            bind disk:/ at new:/sysroot, ro
            bind disk:/ostree/deploy/os/var at new:/sysroot/ostree/deploy/os/var, rw
            bind disk:/ostree/deploy/os/var at new:/var, rw, shared
            """,
            Planner.Composefs(Ostree, Image(TrustLevel.Unverified, hasAcl: false), policy, Access.ReadOnly, run).ToString());
        Assert.Equal("""
            bind disk:/ostree/deploy/os/deploy/c.0 at new:/
            mount new:/etc: overlay, rw, lower new:/usr/etc, upper run:/ostree/transient-etc.x/upper, work run:/ostree/transient-etc.x/work
            bind disk:/ostree/deploy/os/deploy/c.0/usr at new:/usr, ro
            bind disk:/ at new:/sysroot
            bind disk:/ostree/deploy/os/var at new:/var, rw, shared
            """,
            Planner.BindMount(Ostree, policy with { Root = RootMode.ReadOnly }, Access.Inherited, run).ToString());
    }

    [Theory]
    [InlineData(RootMode.ReadOnly, "mount new:/: overlay composefs:d, ro, data disk:/composefs/objects, verity=require, above it memory:/mount-points")]
    [InlineData(RootMode.Transient, "mount new:/: overlay transient:composefs=d, rw, data disk:/composefs/objects, verity=require, above it memory:/mount-points, upper memory:/root/upper, work memory:/root/work")]
    internal void Mount_points_are_a_layer_above_the_image(RootMode root, string overlay)
    {
        var policy = Policy(null, null) with { MountPoints = ["nix", "data"], Root = root };

        var plan = Planner.Composefs(Composefs, Image(TrustLevel.CommandLine, hasAcl: false), policy, Access.ReadOnly, RunState.Unseen);

        Assert.Equal(["make memory:/mount-points with nix, data", overlay], plan.Steps.Skip(1).Take(2).Select(step => step.ToString()));
    }

    [Fact]
    public void Boot_is_mounted_last_where_there_is_a_place_for_it()
    {
        var plan = Planner.BindMount(Ostree, Policy(null, null), Access.Inherited, RunState.Unseen);
        Assert.Equal(plan + "\nbind disk:/boot at new:/boot, if new:/boot exists", Planner.WithBoot(plan).ToString());
    }

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
    internal void Tree_in_the_place_of_an_image_is_planned(EtcState etc, string plan) =>
        Assert.Equal(plan, Planner.Tree("/tree", Composefs with { EtcState = etc }, Policy(null, null), Access.ReadOnly, RunState.Unseen).ToString());

    private static RootPolicy Policy(MountKind? etc, MountKind? var) =>
        new(Backend.Composefs, null, [], ComposefsMode.Verity, "", [], null, null, etc, var, RootMode.ReadOnly, [], SysrootReadOnly: true);

    // Only Trust makes a VerifiedImage; a plan looks at its properties alone, so this one has no file.
    private static VerifiedImage Image(TrustLevel trustLevel, bool hasAcl) => (VerifiedImage)typeof(VerifiedImage)
        .GetConstructors(BindingFlags.NonPublic | BindingFlags.Instance)[0]
        .Invoke([null, "image", trustLevel, null, new ComposefsHeader(hasAcl)]);
}
