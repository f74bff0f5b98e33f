using System;
using PrepareRoot.Deployments;
using PrepareRoot.Formats;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;
using PrepareRoot.Trust;
using Xunit;

namespace PrepareRoot.Tests.Mounting;

public partial class PlannerTests
{
    private const string HotfixWritable =
        "mount new:/usr: overlay, rw, upper disk:/ostree/deploy/os/deploy/c.0/.usr-ovl-upper, work disk:/ostree/deploy/os/deploy/c.0/.usr-ovl-work\n";

    private const string HotfixReadOnly = "mount new:/usr: overlay, ro, lower disk:/ostree/deploy/os/deploy/c.0/.usr-ovl-upper\n";

    private const string Var =
        "bind disk:/ostree/deploy/os/var at new:/var, rw, shared, if run:/ostree/initramfs-mount-var exists"
        + " or unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists";

    private static readonly Deployment Ostree = new()
    {
        Backend = Backend.Ostree,
        Path = "ostree/deploy/os/deploy/c.0",
        Commit = "c",
        Image = new DeployedImage(
            "ostree/deploy/os/deploy/c.0/.ostree.cfs", FollowLinks: false, "ostree/repo/objects", "composefs", "composefs"),
        Etc = "ostree/deploy/os/deploy/c.0/etc",
        Var = "ostree/deploy/os/var",
    };

    private static readonly Deployment Composefs = new()
    {
        Backend = Backend.Composefs,
        Path = "state/deploy/d",
        Image = new DeployedImage(
            "composefs/images/d", FollowLinks: true, "composefs/objects", "composefs:d", "transient:composefs=d"),
        Etc = "state/deploy/d/etc",
        EtcState = EtcState.Overlay,
        Var = "state/deploy/d/var",
    };

    private static readonly DeploymentTreeFacts Tree = new();

    private static readonly FsVerityDigest Digest = FsVerityDigest.From(FsVerityAlgorithm.Sha256, new byte[32]);

    [Theory]
    [InlineData(true, """
        bind disk:/ostree/deploy/os/deploy/c.0 at new:/
        bind disk:/ostree/deploy/os/deploy/c.0/etc at new:/etc, rw
        bind disk:/ostree/deploy/os/deploy/c.0/usr at new:/usr, ro
        bind disk:/ at new:/sysroot, ro
        bind disk:/ostree/deploy/os/var at new:/sysroot/ostree/deploy/os/var, rw

        """ + Var)]
    [InlineData(false, """
        bind disk:/ostree/deploy/os/deploy/c.0 at new:/
        bind disk:/ostree/deploy/os/deploy/c.0/usr at new:/usr, ro
        bind disk:/ at new:/sysroot

        """ + Var)]
    internal void Bind_mounted_deployment_is_planned(bool readOnly, string plan) =>
        Assert.Equal(plan, Plan(Policy() with { SysrootReadOnly = readOnly }, Ostree, Tree).ToString());

    [Theory]
    [InlineData(TrustLevel.Integrity, false, true, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay composefs, ro, data disk:/ostree/repo/objects, verity=require
        bind disk:/ostree/deploy/os/deploy/c.0/etc at new:/etc, rw
        bind disk:/ at new:/sysroot, ro
        bind disk:/ostree/deploy/os/var at new:/sysroot/ostree/deploy/os/var, rw

        """ + Var)]
    [InlineData(TrustLevel.Unverified, true, false, """
        mount the image: erofs, ro
        mount new:/: overlay composefs, ro, data disk:/ostree/repo/objects
        bind disk:/ostree/deploy/os/deploy/c.0/etc at new:/etc, rw
        bind disk:/ at new:/sysroot

        """ + Var)]
    internal void Image_of_libostree_is_planned(TrustLevel trustLevel, bool hasAcl, bool readOnly, string plan) =>
        Assert.Equal(plan, Plan(Policy() with { SysrootReadOnly = readOnly }, Ostree, Image(trustLevel, hasAcl)).ToString());

    [Theory]
    [InlineData(HotfixState.Writable, """
        bind disk:/ostree/deploy/os/deploy/c.0 at new:/
        bind disk:/ostree/deploy/os/deploy/c.0/etc at new:/etc, rw
        mount new:/usr: overlay, rw, upper disk:/ostree/deploy/os/deploy/c.0/.usr-ovl-upper, work disk:/ostree/deploy/os/deploy/c.0/.usr-ovl-work
        bind disk:/ at new:/sysroot, ro
        bind disk:/ostree/deploy/os/var at new:/sysroot/ostree/deploy/os/var, rw

        """ + Var)]
    [InlineData(HotfixState.ReadOnly, """
        bind disk:/ostree/deploy/os/deploy/c.0 at new:/
        bind disk:/ostree/deploy/os/deploy/c.0/etc at new:/etc, rw
        mount new:/usr: overlay, ro, lower disk:/ostree/deploy/os/deploy/c.0/.usr-ovl-upper
        bind disk:/ at new:/sysroot, ro
        bind disk:/ostree/deploy/os/var at new:/sysroot/ostree/deploy/os/var, rw

        """ + Var)]
    internal void Hotfix_takes_the_place_of_the_read_only_usr_of_a_bind_mounted_deployment(HotfixState hotfix, string plan) =>
        Assert.Equal(plan, Plan(Policy(), Ostree with { Hotfix = hotfix }, Tree).ToString());

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
        var plan = Plan(Policy(), Ostree with { Hotfix = hotfix }, Image(trustLevel)).ToString();

        var between = plan[plan.IndexOf("at new:/etc, rw\n", StringComparison.Ordinal)..plan.IndexOf("bind disk:/ at", StringComparison.Ordinal)];
        Assert.Equal("at new:/etc, rw\n" + step, between);
        Assert.Equal(step.Length > 0, plan.Contains("new:/usr:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(EtcState.Overlay, true, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay composefs:d, ro, data disk:/composefs/objects, verity=require
        bind disk:/state/deploy/d/var at new:/var, rw
        bind disk:/ at new:/sysroot, ro, nosuid,nodev, if new:/sysroot exists
        mount new:/etc: overlay, rw, upper disk:/state/deploy/d/etc/upper, work disk:/state/deploy/d/etc/work
        """)]
    [InlineData(EtcState.Copy, false, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay composefs:d, ro, data disk:/composefs/objects, verity=require
        bind disk:/state/deploy/d/etc at new:/etc, rw
        bind disk:/state/deploy/d/var at new:/var, rw
        bind disk:/ at new:/sysroot, nosuid,nodev, if new:/sysroot exists
        """)]
    internal void Image_of_a_composefs_repository_is_planned(EtcState etc, bool readOnly, string plan) =>
        Assert.Equal(plan, Plan(Policy() with { SysrootReadOnly = readOnly }, Composefs with { EtcState = etc }, Image(TrustLevel.CommandLine)).ToString());

    [Theory]
    [InlineData(MountKind.Bind, MountKind.Overlay, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay composefs:d, ro, data disk:/composefs/objects, verity=require
        bind disk:/state/deploy/d/etc at new:/etc, rw
        bind disk:/ at new:/sysroot, ro, nosuid,nodev, if new:/sysroot exists
        mount new:/var: overlay, rw, upper disk:/state/deploy/d/var/upper, work disk:/state/deploy/d/var/work
        """)]
    [InlineData(MountKind.None, MountKind.None, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay composefs:d, ro, data disk:/composefs/objects, verity=require
        bind disk:/ at new:/sysroot, ro, nosuid,nodev, if new:/sysroot exists
        """)]
    internal void Configuration_says_how_etc_and_var_are_mounted(MountKind etc, MountKind var, string plan) =>
        Assert.Equal(
            plan, Plan(Policy() with { EtcMount = etc, VarMount = var }, Composefs, Image(TrustLevel.CommandLine)).ToString());

    [Theory]
    [InlineData(RootMode.Transient, null, MountKind.Bind, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay transient:composefs=d, rw, data disk:/composefs/objects, verity=require, upper memory:/root/upper, work memory:/root/work
        bind disk:/state/deploy/d/var at new:/var, rw
        bind disk:/ at new:/sysroot, ro, nosuid,nodev, if new:/sysroot exists
        mount new:/etc: overlay, rw, upper disk:/state/deploy/d/etc/upper, work disk:/state/deploy/d/etc/work
        """)]
    [InlineData(RootMode.TransientReadOnly, MountKind.Transient, MountKind.Transient, """
        mount the image: erofs, ro,noacl
        mount new:/: overlay transient:composefs=d, ro, data disk:/composefs/objects, verity=require, upper memory:/root/upper, work memory:/root/work
        mount new:/etc: overlay, rw, upper memory:/etc/upper, work memory:/etc/work
        mount new:/var: overlay, rw, upper memory:/var/upper, work memory:/var/work
        bind disk:/ at new:/sysroot, ro, nosuid,nodev, if new:/sysroot exists
        """)]
    internal void Transient_state_of_a_composefs_repository_is_kept_in_a_tmpfs_of_its_own(
        RootMode root, MountKind? etc, MountKind? var, string plan) =>
        Assert.Equal(
            plan,
            Plan(Policy() with { EtcMount = etc, VarMount = var, Root = root }, Composefs, Image(TrustLevel.CommandLine)).ToString());

    [Fact]
    public void Transient_state_of_libostree_is_kept_in_run()
    {
        var policy = Policy() with { Root = RootMode.Transient, EtcMount = MountKind.Transient };

        Assert.Equal(
            """
            mount the image: erofs, ro,noacl
            mount new:/: overlay composefs, rw, data disk:/ostree/repo/objects, upper run:/ostree/.private/root/upper, work run:/ostree/.private/root/work
            mount new:/etc: overlay, rw, lower new:/usr/etc, upper run:/ostree/transient-etc.XXXXXX/upper, work run:/ostree/transient-etc.XXXXXX/work
            bind disk:/ at new:/sysroot, ro
            bind disk:/ostree/deploy/os/var at new:/sysroot/ostree/deploy/os/var, rw

            """ + Var,
            Plan(policy, Ostree, Image(TrustLevel.Unverified)).ToString());
        Assert.Equal(
            """
            bind disk:/ostree/deploy/os/deploy/c.0 at new:/
            mount new:/etc: overlay, rw, lower new:/usr/etc, upper run:/ostree/transient-etc.XXXXXX/upper, work run:/ostree/transient-etc.XXXXXX/work
            bind disk:/ostree/deploy/os/deploy/c.0/usr at new:/usr, ro
            bind disk:/ at new:/sysroot

            """ + Var,
            Plan(policy with { Root = RootMode.ReadOnly, SysrootReadOnly = false }, Ostree, Tree).ToString());
    }

    [Theory]
    [InlineData(EtcState.Overlay, """
        bind /tree at new:/, ro
        bind disk:/state/deploy/d/var at new:/var, rw
        bind disk:/ at new:/sysroot, ro, nosuid,nodev, if new:/sysroot exists
        mount new:/etc: overlay, rw, upper disk:/state/deploy/d/etc/upper, work disk:/state/deploy/d/etc/work
        """)]
    [InlineData(EtcState.Copy, """
        bind /tree at new:/, ro
        bind disk:/state/deploy/d/etc at new:/etc, rw
        bind disk:/state/deploy/d/var at new:/var, rw
        bind disk:/ at new:/sysroot, ro, nosuid,nodev, if new:/sysroot exists
        """)]
    internal void Tree_in_the_place_of_an_image_is_planned(EtcState etc, string plan) =>
        Assert.Equal(plan, Plan(Policy(), Composefs with { EtcState = etc }, new UnverifiedTreeFacts("/tree")).ToString());

    private static MountPlan Plan(RootPolicy policy, Deployment deployment, RootFacts facts)
    {
        Assert.True(Planner.Plan(policy, deployment, facts).Try(out var plan, out var fault), fault?.Cause);
        return plan;
    }

    private static RootPolicy Policy() =>
        new() { Backend = Backend.Composefs, Composefs = ComposefsMode.Verity, SysrootReadOnly = true };

    private static ImageFacts Image(TrustLevel level, bool hasAcl = false) =>
        new(hasAcl, level, level == TrustLevel.Unverified ? null : Digest);
}
