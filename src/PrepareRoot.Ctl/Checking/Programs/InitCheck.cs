using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// Whether the new root can be started, as the boot finds out (<see cref="InitProof"/>), and whether
/// the libraries of init are there, which the boot leaves to the loader.
/// </summary>
/// <param name="files">The files of the new root.</param>
/// <param name="findings">Receives what is wrong.</param>
internal sealed class InitCheck(RootFiles files, Findings findings)
{
    // Without an initramfs, init= names prepare-root on the disk, which starts /sbin/init.
    private static readonly string[] _bootPrograms = ["prepare-root", "ostree-prepare-root"];

    /// <summary>Checks it.</summary>
    /// <param name="inits">The possible paths of init.</param>
    internal void Run(IReadOnlyList<string> inits)
    {
        if (inits is [var only] && Array.IndexOf(_bootPrograms, only[(only.LastIndexOf('/') + 1)..]) >= 0)
            inits = [RootPolicy.DefaultInit];
        var proof = new InitProof(files);
        var fault = proof.Check(inits, out _);
        if (files is ImageRootFiles image)
        {
            foreach (var file in image.Found)
                findings.Need(file.Object);
            if (image.Found is [.., { Damage: { } damage }])
            {
                findings.Add(damage);
                return;
            }
        }
        if (fault is not null)
            findings.Add(Of(fault));
        else if (proof.Program is { } program && proof.Loader is { } loader)
            CheckLibraries(program, loader);
    }

    /// <summary>What a fault is here: unknown if it is only that this user may not read it.</summary>
    internal static Finding Of(Fault fault) =>
        IsDenied(fault) ? new Finding(fault.Code.Name, Verdicts.Unknown, fault.Cause) : Finding.Refused(fault);

    private void CheckLibraries(string program, string loader)
    {
        if (!files.Find(program).Try(out var found, out _))
            return;
        using (found)
            new LibraryCheck(files, findings).Run(found.Path, found.Content!, loader);
    }

    private static bool IsDenied(Fault fault) => !CurrentProcess.IsRoot
        && (fault.Cause.EndsWith(Errno.EACCES.Message(), StringComparison.Ordinal)
            || fault.Cause.EndsWith(Errno.EPERM.Message(), StringComparison.Ordinal));
}
