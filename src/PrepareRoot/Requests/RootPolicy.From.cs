using System;
using PrepareRoot.Faults;

namespace PrepareRoot.Requests;

/// <summary>Combines the command line and the configuration.</summary>
internal sealed partial record RootPolicy
{
    /// <summary>Combines the command line and the configuration to a policy.</summary>
    /// <param name="commandLine">The kernel command line.</param>
    /// <param name="configuration"><c>prepare-root.conf</c>. It applies to both backends.</param>
    /// <param name="setup">
    /// <c>setup-root-conf.toml</c>. It applies to <see cref="Backend.Composefs"/> only.
    /// </param>
    public static Result<RootPolicy> From(
        KernelCommandLine commandLine, PrepareRootConfiguration configuration, SetupRootConfiguration setup)
    {
        if (!BootTarget.Find(commandLine).Try(out var target, out var fault)
            || !ImageArgument.ParseAll(commandLine).Try(out var images, out fault))
        {
            return fault;
        }
        if (target.DeploymentLink is null && images.Length == 0)
        {
            return new Fault(
                FaultCode.NoRootRequested,
                "the kernel command line has none of ostree=, composefs=, composefs.digest= and androidboot.slot_suffix=");
        }
        if (!VerificationFloor.Raise(configuration.Composefs, commandLine, images).Try(out var mode, out fault))
            return fault;
        if (configuration.NotBefore is not null && mode < ComposefsMode.Signed)
        {
            return new Fault(
                FaultCode.ConfigurationContradictory,
                "composefs.not-before needs composefs.enabled = signed, because only a signed date can be trusted, but composefs.enabled is " + mode.Name());
        }

        var backend = target.Backend;
        if (!backend.ReadsSetupRootConfiguration)
            setup = SetupRootConfiguration.Default;
        var policy = new RootPolicy
        {
            Backend = backend,
            DeploymentLink = target.DeploymentLink,
            Images = images,
            Composefs = mode,
            KeyPath = configuration.KeyPath,
            Signatures = commandLine.All(SignatureArgument),
            NotBefore = configuration.NotBefore,
            MeasurePcr = configuration.MeasurePcr,
            EtcMount = !backend.ReadsSetupRootConfiguration && configuration.EtcTransient ? MountKind.Transient : setup.EtcMount,
            Inits = InitsOf(commandLine),
            VarMount = SystemdMountsVar(commandLine) && !setup.SetsVar ? MountKind.None : setup.VarMount,
            Root = Stricter(configuration.Root, setup.RootTransient),
            TransientSize = configuration.TransientSize,
            MountsVar = configuration.MountsVar && backend.SystemMountsVar,
            MountPoints = configuration.MountPoints,
            SysrootReadOnly = configuration.SysrootReadOnly ?? (!backend.HasRepositoryConfiguration || mode >= ComposefsMode.Enabled),
        };
        return mode == ComposefsMode.Disabled && policy.SettingThatNeedsImage is { } setting
            ? new Fault(FaultCode.ConfigurationContradictory, setting + " needs composefs, but composefs.enabled is " + mode.Name())
            : policy;
    }

    // As the kernel and the programs of an initramfs look for it: init= (the last one, as in the
    // kernel's init/main.c; an empty one is none, as for systemctl's switch-root), or where a
    // system has it. They fall back to a shell; here a root without an init is none that boots.
    private static string[] InitsOf(KernelCommandLine commandLine) =>
        commandLine.All("init") is [.., { Length: > 0 } init] ? [init] : [DefaultInit, "/usr/lib/systemd/systemd", "/etc/init", "/bin/init"];

    // systemd.volatile= of kernel-command-line(7): units of the booted system mount a tmpfs at
    // /var, or an overlay in memory over the root.
    private static bool SystemdMountsVar(KernelCommandLine commandLine) =>
        Array.Exists(commandLine.All("systemd.volatile"), value => value is "state" or "overlay");

    // If both files set a mode, the stricter one. If neither does, read-only.
    private static RootMode Stricter(RootMode? a, bool? transient)
    {
        var b = transient is { } value ? value ? RootMode.Transient : RootMode.ReadOnly : (RootMode?)null;
        return a is null || b > a ? b ?? RootMode.ReadOnly : a.Value;
    }
}
