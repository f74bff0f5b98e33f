using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.BootTests.Chain;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Prediction;

/// <summary>The modes in which a root is mounted.</summary>
public static class BootedModes
{
    private const string State = "state/deploy/" + CommandLines.Sha256V1;
    private const string Transient = "root.transient = true\n[etc]\nmount = \"transient\"\n[var]\nmount = \"transient\"\n";

    /// <summary>All of them.</summary>
    public static IEnumerable<BootCase> All { get; } = ((IEnumerable<BootCase>)
    [
        .. OstreeTests.Cases,
        .. SignedCommitTests.Accepted.Take(1),
        .. HotfixTests.Booted.Select(AsTheCommandLineSays),
        .. KernelTests.Options,
        Ostree("transient root", "verity\n[root]\ntransient = true\n"),
        Ostree("transient /etc", "verity\n[etc]\ntransient = true\n"),
        Ostree("read-only /sysroot", "verity\n[sysroot]\nreadonly = true\n"),
        .. ComposefsTests.Cases.Where(boot => boot.IsThorough && boot.Disk == FixtureDisk.Sha512),
        Composefs("required", "composefs=" + CommandLines.Sha256V2),
        Composefs("optional", "composefs=?" + CommandLines.Sha256V1),
        Composefs("no fs-verity, optional", "composefs=?" + CommandLines.Sha256V1) with
        {
            Change = $"cp -L composefs/images/{CommandLines.Sha256V1} image; rm composefs/images/{CommandLines.Sha256V1}; mv image composefs/images/{CommandLines.Sha256V1}",
            IsCopied = true,
        },
        Composefs("/etc bound") with { Change = $"cd {State}/etc; rm -r upper work; echo copy > hostname", IsCopied = true },
        Composefs("/var an overlay") with { SetupConfiguration = "[var]\nmount = \"overlay\"\n" },
        Composefs("/etc and /var not mounted") with { SetupConfiguration = "[etc]\nmount = \"none\"\n[var]\nmount = \"none\"\n" },
        Composefs("all transient") with { SetupConfiguration = Transient },
        Composefs("all transient, optional", "composefs=?" + CommandLines.Sha256V1) with { SetupConfiguration = Transient },
    ]).Select(boot => boot with { Name = "mounts: " + boot.Name, IsThorough = false, Probe = null, IsPlanned = true }).ToArray();

    // The tool expects that the initramfs mounts the disk as the command line says.
    private static BootCase AsTheCommandLineSays(BootCase boot) => boot.Change!.Contains("remount,ro", StringComparison.Ordinal)
        ? boot with { CommandLine = boot.CommandLine.Replace(" rw ", " ro ", StringComparison.Ordinal) }
        : boot;

    private static BootCase Ostree(string name, string configuration) => new("ostree, " + name, FixtureDisk.Ostree, CommandLines.OstreeA)
    {
        Configuration = CommandLines.Enabled(configuration),
    };

    private static BootCase Composefs(string name, string argument = "composefs=" + CommandLines.Sha256V1) =>
        new("composefs, " + name, FixtureDisk.Sha256, argument);
}
