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
        int Place(string words)
        {
            var place = result.Console.IndexOf(words, StringComparison.Ordinal);
            Assert.True(place >= 0, $"“{words}” is not in:\n{result.Console}");
            return place;
        }
        int[] places = [Place($"prepare-root: refused [{code}]: "), Place("prepare-root: what to do: "), Place(Refused), Place(shell)];
        Assert.Equal(places.Order(), places);
    }
}
