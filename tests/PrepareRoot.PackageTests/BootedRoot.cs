using System;
using System.IO;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.PackageTests;

/// <summary>The root of a Debian that boots with the packages in it.</summary>
internal static class BootedRoot
{
    // systemd runs it in the machine (systemd.run=).
    private const string Look = """
        exec 3> /dev/ttyS1
        findmnt --noheadings --raw --output FSTYPE,VFS-OPTIONS / >&3
        touch /usr/file 2>&1 | sed 's/.*: //' >&3
        prepare-rootctl status > /dev/null; echo "status $?" >&3
        cat /run/prepare-root.json >&3
        echo "exit status 0" >&3
        """;

    /// <summary>Boots: the root is verified, read-only, and as recorded.</summary>
    /// <param name="machine">The machine, with its disk and its kernel arguments.</param>
    /// <param name="digest">What the kernel arguments demand, in hexadecimal.</param>
    /// <param name="name">The name of the log of the console.</param>
    internal static void IsVerified(Machine machine, string digest, string name)
    {
        var log = Checkout.File($"artifacts/test-packages/{name}.log");
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        var result = (machine with
        {
            CommandLine = $"{machine.CommandLine} systemd.run=\"/bin/sh /dev/disk/by-id/virtio-script\"",
            Script = Look,
            Memory = 1024,
            Log = log,
        }).Run();

        Assert.True(result.ExitStatus == 0, result.Console);
        Assert.StartsWith("overlay ro,relatime\nRead-only file system\nstatus 0\n", result.Report, StringComparison.Ordinal);
        Assert.Contains($"\"digest\": \"sha256:{digest}\"", result.Report, StringComparison.Ordinal);
        Assert.Contains("\"trust\": \"command-line\"", result.Report, StringComparison.Ordinal);
    }
}
