using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// Whole systems, booted from the initramfs on. The first test that reads a result boots them all.
/// It and the other tests wait for them.
/// </summary>
public static class BootedSystem
{
    /// <summary>The digest on the command line of the refused system.</summary>
    public static readonly string OtherDigest = new('0', 64);

    private static readonly Lazy<OsTree> _os = new(OsTree.Get);
    private static readonly Lazy<OstreeDisk> _ostreeDisk = new(() => OstreeDisk.Of(_os.Value));

    private static readonly Task<MachineResult> _refused =
        Task.Run(() => SystemBoot.Run("refused", Machine($"{OstreeDisk.Argument} composefs={OtherDigest}")));

    // Only a test that is asked for reads it.
    private static readonly Lazy<MachineResult> _unasked = new(() => SystemBoot.Run("unasked", Machine("")));

    /// <summary>The disk of the systems with libostree.</summary>
    public static OstreeDisk OstreeDisk => _ostreeDisk.Value;

    /// <summary>
    /// The console of the system with <see cref="OtherDigest"/> on its command line, line by line.
    /// </summary>
    public static string[] RefusedConsole => _refused.GetAwaiter().GetResult().Console.Split('\n');

    /// <summary>
    /// The console of the system whose command line has no <c>ostree=</c> or digest.
    /// </summary>
    public static string[] UnaskedConsole => _unasked.Value.Console.Split('\n');

    /// <summary>
    /// The facts of the booted system of a backend, <c>composefs</c> or <c>ostree</c>. It is the
    /// first boot of those that boot several times.
    /// </summary>
    public static CaseFacts Facts(string backend) =>
        backend == "ostree" ? Life.Facts(SystemBoot.Around) : ComposefsLife.Facts(OsRecipe.Forky.Suite, SystemBoot.Around);

    /// <summary>The program's entries in its journal with this message ID.</summary>
    public static JsonElement[] Journal(string backend, string messageId) =>
    [
        .. Facts(backend).Text("journal").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(entry => entry.TryGetProperty("MESSAGE_ID", out var id) && id.GetString() == messageId),
    ];

    private static Machine Machine(string argument) => _os.Value.Machine(OstreeDisk.Image, argument);
}
