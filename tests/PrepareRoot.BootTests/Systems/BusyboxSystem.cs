using System;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// The checks of a system without systemd in its initramfs. They apply to each initramfs generator.
/// </summary>
internal static class BusyboxSystem
{
    /// <summary>The message above the rescue shell.</summary>
    private const string Refused = "The root file system was refused: see above. 'exit' tries again.";

    /// <summary>Checks that it booted a verified composefs image.</summary>
    internal static void Check(CaseFacts facts, string digest)
    {
        Assert.Equal("running\n", facts.Text("state"));
        Assert.Equal("overlay ro,relatime\n", facts.Text("root"));
        const string readOnly = ": Read-only file system";
        Assert.Equal(["/file" + readOnly, "/usr/file" + readOnly, "/usr/bin/true" + readOnly, "/etc/file: ", "/var/file: "], facts.Writes);
        Assert.Contains("\"verity-required\": true", facts.Record, StringComparison.Ordinal);
        Assert.Contains($"\"digest\": \"sha256:{digest}\"", facts.Record, StringComparison.Ordinal);
    }

    /// <summary>
    /// Checks that it did not boot: the console has the reason, our message and the shell, in that
    /// order.
    /// </summary>
    internal static void CheckRefused(MachineResult result, string code, string shell)
    {
        int IndexOf(string text)
        {
            var index = result.Console.IndexOf(text, StringComparison.Ordinal);
            Assert.True(index >= 0, $"“{text}” is not in:\n{result.Console}");
            return index;
        }
        int[] positions = [IndexOf($"prepare-root: refused [{code}]: "), IndexOf("prepare-root: what to do: "), IndexOf(Refused), IndexOf(shell)];
        Assert.Equal(positions.Order(), positions);
    }
}
