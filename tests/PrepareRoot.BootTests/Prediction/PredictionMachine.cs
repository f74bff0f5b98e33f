using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.BootTests.Chain;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Prediction;

/// <summary>
/// A machine in which <c>prepare-rootctl check</c> and <c>plan</c> run before the program, on the
/// same disk. One kernel is enough: it tests the tool, not the kernel.
/// </summary>
public static class PredictionMachine
{
    private const string Suite = "forky";

    private static readonly Lazy<Dictionary<string, CaseFacts>> _facts = new(() =>
        CaseRunner.Run(Suite, "prediction", [.. Refused.Concat(UnreadableInit).Concat(Prepared).Select(Predicted)]));

    /// <summary>
    /// Cases that the program refuses: those of the other tests, and broken disks. Without those
    /// that can't be seen beforehand: that the TPM is missing, and that strace lets a call fail.
    /// </summary>
    public static IEnumerable<BootCase> Refused =>
    [
        .. SignedCommitTests.Refused,
        .. Requirements.AreMet(Needs.OpenSsl) ? SignedDigestTests.Refused : [],
        .. MeasuredBootTests.Foreseen,
        .. HotfixTests.Refused,
        .. RefusalTests.Foreseen,
        .. NamingTests.Refused,
        .. BrokenDisks.Select(row => row.Case),
    ];

    /// <summary>The broken disks that only this machine has.</summary>
    public static IEnumerable<BrokenDisk> BrokenDisks => [.. BrokenDeployments.All, .. BrokenRepositories.All];

    /// <summary>Cases that the program refuses because init's object can't be read.</summary>
    public static IEnumerable<BootCase> UnreadableInit => DamagedObjects.OfInit.Values.Select(row => row.Case);

    /// <summary>
    /// Cases that require fs-verity and have objects that can't be read. Every file is read.
    /// </summary>
    public static IEnumerable<BootCase> Damaged =>
        [.. TamperingTests.Cases.Where(boot => boot.Disk != FixtureDisk.Ostree), DamagedObjects.Verity];

    /// <summary>The facts of a case.</summary>
    public static CaseFacts Facts(string name) => _facts.Value[name];

    private static IEnumerable<BootCase> Prepared => [.. Damaged, DamagedObjects.Intact, DamagedObjects.Yes, .. BootedModes.All];

    // A small disk's tree is copied, so that fewer disks are needed.
    private static BootCase Predicted(BootCase boot) => boot with
    {
        IsPredicted = true,
        IsCopied = boot.IsCopied || (boot.NeedsItsOwnDisk && boot.Damage is null && boot.Disk != FixtureDisk.Ostree),
    };
}
