using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>
/// What is asked for: the configuration of the initramfs and the kernel command line, added up. The initramfs sets the
/// floor; the command line may ask for more, never for less.
/// </summary>
/// <param name="Backend">Whose layout.</param>
/// <param name="DeploymentLink">For libostree, the link that names the deployment, relative to the root of the disk.</param>
/// <param name="Images">The images that the command line names, the first that exists being meant; for libostree it may name none.</param>
/// <param name="Composefs">How an image that the command line does not name is treated, and the floor for those it names.</param>
/// <param name="KeyPath">Where the keys are whose signatures count, if <paramref name="Composefs"/> asks for signatures.</param>
/// <param name="Signatures">The values of <c>composefs.signature=</c>.</param>
/// <param name="NotBefore">Signed commits that are older are refused; seconds since 1970.</param>
/// <param name="MeasurePcr">The TPM's register that is to be extended by the image's digest.</param>
/// <param name="EtcMount">How <c>/etc</c> is mounted; null: as the deployment keeps it.</param>
/// <param name="VarMount">How <c>/var</c> is mounted; null: by a bind mount.</param>
/// <param name="Root">What becomes of writes to the root.</param>
/// <param name="MountPoints">Names of directories that the root is to have beside those of its image.</param>
/// <param name="SysrootReadOnly">Whether the disk appears read-only at <c>/sysroot</c>; false may still become true by the repository's configuration.</param>
internal sealed record RootPolicy(
    Backend Backend,
    string? DeploymentLink,
    ImageRequest[] Images,
    ComposefsMode Composefs,
    string KeyPath,
    string[] Signatures,
    ulong? NotBefore,
    int? MeasurePcr,
    MountKind? EtcMount,
    MountKind? VarMount,
    RootMode Root,
    string[] MountPoints,
    bool SysrootReadOnly)
{
    /// <summary>The argument with a signature over a digest on the command line.</summary>
    public const string SignatureArgument = "composefs.signature";

    private const string ComposefsArgument = "ostree.prepare-root.composefs";

    /// <summary>Whether the repository's own configuration (<c>[sysroot] readonly</c>) may make the disk read-only too.</summary>
    public bool AsksRepositoryForReadOnly => Backend == Backend.Ostree && !SysrootReadOnly && Composefs < ComposefsMode.Enabled;

    /// <summary>The setting that nothing but an image can fulfil; null if there is none.</summary>
    public string? NeedsImage => Root switch
    {
        RootMode.Transient => "root.transient",
        RootMode.TransientReadOnly => "root.transient-ro",
        _ => MountPoints.Length > 0 ? "root.mount-points" : null,
    };

    /// <summary>
    /// For libostree, the images of which the deployment's is to be one: those that must be verified, if any is; none if none is named.
    /// </summary>
    public ImageRequest[] DeploymentImages
    {
        get
        {
            var verified = System.Array.FindAll(Images, image => !image.VerityOptional);
            return verified.Length > 0 ? verified : Images;
        }
    }

    /// <summary>Adds up what the command line and the configuration say.</summary>
    /// <param name="commandLine">The kernel command line.</param>
    /// <param name="configuration">libostree's configuration file; it counts for both backends.</param>
    /// <param name="setup">That of composefs-rs and bootc; it counts for theirs.</param>
    public static Result<RootPolicy> From(
        KernelCommandLine commandLine, PrepareRootConfiguration configuration, SetupRootConfiguration setup)
    {
        if (!FindBackend(commandLine).Try(out var target, out var fault))
            return fault;
        if (!ImageArgument.ParseAll(commandLine).Try(out var images, out fault))
            return fault;
        if (target.DeploymentLink is null && images.Length == 0)
        {
            return new Fault(
                FaultCode.NoRootRequested,
                "the kernel command line has none of ostree=, composefs=, composefs.digest= and androidboot.slot_suffix=");
        }

        var floor = configuration.Composefs ?? ComposefsMode.Disabled;
        if (!Raise(floor, commandLine.First(ComposefsArgument)).Try(out var asked, out fault))
            return fault;
        var mode = asked;
        foreach (var image in images)
        {
            if (image.VerityOptional && asked >= ComposefsMode.Verity)
            {
                return new Fault(
                    FaultCode.FloorLowered,
                    "the kernel command line makes fs-verity optional (the ? before " + image.Digest.Hex + "), but composefs.enabled = "
                    + asked.Name() + " asks for it");
            }
            mode = Max(mode, image.VerityOptional ? ComposefsMode.Enabled : ComposefsMode.Verity);
        }

        if (configuration.NotBefore is not null && mode < ComposefsMode.Signed)
        {
            return new Fault(
                FaultCode.ConfigurationContradictory,
                "composefs.not-before needs composefs.enabled = signed: a date that nobody signed says nothing, and enabled is " + mode.Name());
        }
        var ofOstree = target.Backend == Backend.Ostree;
        if (ofOstree)
            setup = SetupRootConfiguration.Default;
        var readOnlyByDefault = target.Backend == Backend.Composefs || mode >= ComposefsMode.Enabled;
        var policy = new RootPolicy(
            target.Backend,
            target.DeploymentLink,
            images,
            mode,
            configuration.KeyPath,
            commandLine.All(SignatureArgument),
            configuration.NotBefore,
            configuration.MeasurePcr,
            ofOstree && configuration.EtcTransient ? MountKind.Transient : setup.EtcMount,
            LeavesVarToSystemd(commandLine) && !setup.SpeaksOfVar ? MountKind.None : setup.VarMount,
            Stricter(configuration.Root, setup.RootTransient),
            configuration.MountPoints,
            configuration.SysrootReadOnly ?? readOnlyByDefault);
        return mode == ComposefsMode.Disabled && policy.NeedsImage is { } setting
            ? new Fault(FaultCode.ConfigurationContradictory, setting + " needs composefs, and composefs.enabled is " + mode.Name())
            : policy;
    }

    // libostree's order: an Android slot, any other sign of Android, then ostree=.
    private static Result<(Backend Backend, string? DeploymentLink)> FindBackend(KernelCommandLine commandLine)
    {
        var android = false;
        foreach (ref readonly var argument in commandLine.Arguments)
        {
            if (argument.Key == "androidboot.slot_suffix")
            {
                return argument.Value switch
                {
                    "_a" => (Backend.Ostree, "ostree/root.a"),
                    "_b" => (Backend.Ostree, "ostree/root.b"),
                    _ => new Fault(
                        FaultCode.KernelArgumentMalformed,
                        "androidboot.slot_suffix= must be _a or _b, but the argument is " + OffendingText.Quote(argument.Text)),
                };
            }
            android |= argument.Key.StartsWith("androidboot.", System.StringComparison.Ordinal);
        }
        if (android)
            return (Backend.Ostree, "ostree/root.a");
        if (commandLine.First("ostree") is not { } link)
            return (Backend.Composefs, null);
        var relative = link.TrimStart('/');
        if (relative.Length == 0)
        {
            return new Fault(
                FaultCode.KernelArgumentMalformed, "ostree= must name a deployment's link, but the argument is " + OffendingText.Quote("ostree=" + link));
        }
        return (Backend.Ostree, relative);
    }

    private static Result<ComposefsMode> Raise(ComposefsMode floor, string? argument)
    {
        if (argument is null)
            return floor;
        if (ComposefsModes.ParseArgument(argument) is not { } asked)
        {
            return new Fault(
                FaultCode.KernelArgumentMalformed,
                ComposefsArgument + "= must be signed, yes, no or maybe, but is " + OffendingText.Quote(argument));
        }
        if (floor >= ComposefsMode.Verity && asked < ComposefsMode.Enabled)
        {
            return new Fault(
                FaultCode.FloorLowered,
                ComposefsArgument + "=" + argument + " on the kernel command line asks for less than composefs.enabled = " + floor.Name()
                + " of the initramfs");
        }
        // Where nothing is verified there is nothing to lower: the argument decides, as in libostree.
        return floor >= ComposefsMode.Verity ? Max(floor, asked) : asked;
    }

    // systemd.volatile= of kernel-command-line(7): /var will be a tmpfs, or all of it in memory, by units of the booted system.
    private static bool LeavesVarToSystemd(KernelCommandLine commandLine) =>
        System.Array.Exists(commandLine.All("systemd.volatile"), value => value is "state" or "overlay");

    // Where both files speak, the stricter of them; where neither does, nothing is written.
    private static RootMode Stricter(RootMode? a, bool? transient)
    {
        var b = transient is { } said ? said ? RootMode.Transient : RootMode.ReadOnly : (RootMode?)null;
        return a is null || b > a ? b ?? RootMode.ReadOnly : a.Value;
    }

    private static ComposefsMode Max(ComposefsMode a, ComposefsMode b) => a > b ? a : b;
}
