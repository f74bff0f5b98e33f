using System;
using System.Linq;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Ctl.SoftRebooting;

/// <summary>
/// What a soft reboot asks for beyond the boot: its next root must not be trusted for less than the
/// running one. The configuration of the initramfs holds as in the boot. The command line of the next
/// root does not: in a boot the boot loader or the firmware vouches for it, here a file on the disk
/// has it.
/// </summary>
/// <param name="Trust">What the running root was verified against, as its record says.</param>
/// <param name="Digest">The digest of its image; null if it has none.</param>
/// <param name="NamedAtBoot">The digests that the command line of this boot names.</param>
internal sealed record SoftRebootFloor(string Trust, string? Digest, FsVerityDigest[] NamedAtBoot)
{
    /// <summary>Refuses a next root that is trusted for less.</summary>
    /// <param name="entry">What names it, for messages.</param>
    /// <param name="facts">Facts about its source.</param>
    internal Fault? RefuseLess(string entry, RootFacts facts)
    {
        var isUnnamed = facts.TrustLevel == TrustLevel.CommandLine && !NamedAtBoot.Any(digest => digest == facts.Digest);
        var trust = isUnnamed ? TrustLevel.Integrity : facts.TrustLevel;
        return trust >= LevelOf(Trust)
            ? null
            : new Fault(
                FaultCode.FloorLowered,
                entry + ": the running root has the trust '" + Trust + "', the next one has '" + trust.Name() + "'"
                + (isUnnamed ? ": no digest of the command line of this boot is " + facts.Digest : ""));
    }

    /// <summary>Refuses another image than the one that a register of the TPM names.</summary>
    /// <param name="register">The number of the PCR; null: nothing is measured.</param>
    /// <param name="facts">Facts about the source of the next root.</param>
    internal Fault? RefuseUnmeasured(int? register, RootFacts facts) =>
        register is null || facts.Digest?.ToString() == Digest
            ? null
            : new Fault(
                FaultCode.MeasurementFailed,
                "PCR " + ((ulong)register).Text() + " names the image " + (Digest ?? "of no boot") + ", and the next root has "
                + (facts.Digest?.ToString() ?? "none") + ": only a reboot measures it");

    // A word that this version does not know is of a later one. It asks for the most.
    private static TrustLevel LevelOf(string name) =>
        Enum.GetValues<TrustLevel>().Where(level => level.Name() == name).DefaultIfEmpty(TrustLevel.Signature).First();
}
