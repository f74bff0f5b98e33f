using System;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Systems;

/// <summary>What a system shows that has no systemd in its initramfs, whatever generator made that.</summary>
internal static class BusyboxSystem
{
    /// <summary>The message above the shell that waits for somebody.</summary>
    private const string Refused = "The root file system was refused: see above. 'exit' tries again.";

    /// <summary>It booted a composefs image, verified.</summary>
    internal static void Check(CaseFacts facts, string digest)
    {
        Assert.Equal("running\n", facts.Text("state"));
        Assert.Equal("overlay ro,relatime\n", facts.Text("root"));
        const string readOnly = ": Read-only file system";
        Assert.Equal(["/file" + readOnly, "/usr/file" + readOnly, "/usr/bin/true" + readOnly, "/etc/file: ", "/var/file: "], facts.Writes);
        Assert.Contains("\"verity-required\": true", facts.Record, StringComparison.Ordinal);
        Assert.Contains($"\"digest\": \"sha256:{digest}\"", facts.Record, StringComparison.Ordinal);
    }

    /// <summary>It did not boot: the reason, our message and the shell, in that order.</summary>
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
