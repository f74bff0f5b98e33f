using System.Collections.Generic;
using PrepareRoot.Ctl.Archives;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Checking;

/// <summary>What the new root must have to boot and to start, by its files.</summary>
/// <param name="boot">A boot with a plan.</param>
/// <param name="findings">Receives what is wrong.</param>
internal sealed class RootCheck(PlannedBoot boot, Findings findings)
{
    private readonly List<string> _notes = [];
    private IReadOnlyList<string> _warnings = [];

    /// <summary>What could not be found out.</summary>
    internal IReadOnlyList<string> Notes => _notes;

    /// <summary>What is not as it should be.</summary>
    internal IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Checks it.</summary>
    /// <param name="files">The files of the new root.</param>
    internal void Check(RootFiles files)
    {
        new InitCheck(files, findings).Run(boot.Plan!.Inits);
        var needed = KernelFeature.NeededBy(boot);
        var (kernel, problem) = DeployedKernel.Find(files, boot.Input.Release);
        if (kernel is null && needed.Count > 0)
            _notes.Add(problem);
        var given = boot.Input.Configuration.Files as InitramfsImage;
        if (given is not null)
            Compare(given, files);
        using var file = given is null && kernel is not null ? Own(kernel, files) : null;
        var own = file is null ? null : Read(file);
        if (own is not null)
            Compare(own, files);
        if (kernel is not null)
            new KernelCheck(kernel, files, given ?? own, findings, _notes).Run(needed);
    }

    // The initramfs in the tree, where libostree has it. The boot loader's is a copy.
    private static RootFile? Own(DeployedKernel kernel, RootFiles files)
    {
        if (!files.Find(kernel.Directory + "/initramfs.img").Try(out var file, out _))
            return null;
        if (file.Open is not null)
            return file;
        file.Dispose();
        return null;
    }

    private InitramfsImage? Read(RootFile file)
    {
        try
        {
            return InitramfsImage.Read(ImagePart.Whole(file.Open!.ProcPath) with { Name = "deployment:" + ConsoleText.Escape(file.Path) });
        }
        catch (FailureException failure)
        {
            _notes.Add(failure.Message);
            return null;
        }
    }

    private void Compare(InitramfsImage initramfs, RootFiles files)
    {
        var etc = boot.Deployment!.Etc;
        var hasEtc = boot.Disk!.OpenDirectory(etc, links: true, FaultCode.StateMissing).Try(out var directory, out _);
        using (directory)
        {
            var deployed = new DeployedFiles(hasEtc ? directory : null, boot.Disk.Show(etc), files);
            if (StaleInitramfs.Compare(initramfs, deployed, boot.Request!.Policy.Backend.ReadsSetupRootConfiguration).Try(out var warnings, out var fault))
                _warnings = warnings;
            else
                _notes.Add("the configuration of the initramfs can't be compared: " + fault.Cause);
        }
    }
}
