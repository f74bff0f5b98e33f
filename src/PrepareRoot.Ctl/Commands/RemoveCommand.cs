using System.CommandLine;
using PrepareRoot.Ctl.Running;
using PrepareRoot.Ctl.Sealing;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl remove</c></summary>
internal static class RemoveCommand
{
    private const string Details = """
        It removes the name of the image, so that nothing boots it any more, and this machine's /etc of
        the deployment. /var stays where deployments share it. The objects stay until 'gc'. Remove the
        boot entry first. An image that composefs-rs has a name for (images/refs) is not removed, and neither
        is the deployment that is running.

        Exit status: 0 success, 1 failure, 2 usage error.

        Examples:
          prepare-rootctl remove --digest HEX
          prepare-rootctl remove --sysroot /mnt --digest sha512:HEX
        """;

    internal static Command Make()
    {
        var sysroot = GcCommand.Sysroot();
        var digest = CommonOptions.Digest("--digest", "The digest of the deployment's image.");
        digest.Required = true;
        var command = new DocumentedCommand("remove", "Remove a deployment of 'seal' or composefs-rs.", Details) { sysroot, digest };
        command.SetAction(parsed => Run(parsed.GetValue(sysroot)!, parsed.GetValue(digest)!.Value));
        return command;
    }

    private static void Run(string sysroot, FsVerityDigest digest)
    {
        RefuseRunning(sysroot, digest);
        using var disk = SealedDisk.Open(sysroot);
        disk.Remove(digest);
        disk.Finish();
    }

    // 'gc' would take the files away that the system runs from.
    private static void RefuseRunning(string sysroot, FsVerityDigest digest)
    {
        var isRunning = RunRecord.Read(out _)?.Deployment == "state/deploy/" + digest.Hex
            && Files.Status(null, sysroot, out var given) == Errno.None
            && Files.Status(null, Options.DefaultSysroot, out var disk) == Errno.None
            && given.IsSameFile(disk);
        if (isRunning)
            throw new FailureException(sysroot + "/state/deploy/" + digest.Hex + ": is the deployment that is running: boot another one first");
    }
}
