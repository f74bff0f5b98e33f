using System;
using System.Collections.Generic;
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

    // The facts by backend.
    private static readonly Dictionary<string, Task<CaseFacts>> _booted = new()
    {
        ["composefs"] = Task.Run(() =>
        {
            var disk = ComposefsDisk.Of(_os.Value);
            return SystemBoot.LookAround("composefs", _os.Value.Machine(disk.Image, disk.Argument));
        }),
        ["ostree"] = Task.Run(() => SystemBoot.LookAround("ostree", Machine(OstreeDisk.Argument))),
    };

    private static readonly Task<MachineResult> _refused =
        Task.Run(() => SystemBoot.Run("refused", Machine($"{OstreeDisk.Argument} composefs={OtherDigest}")));

    private static readonly Task<MachineResult> _unasked = Task.Run(() => SystemBoot.Run("unasked", Machine("")));

    /// <summary>The disk of the systems with libostree.</summary>
    public static OstreeDisk OstreeDisk => _ostreeDisk.Value;

    /// <summary>
    /// The console of the system with <see cref="OtherDigest"/> on its command line, line by line.
    /// </summary>
    public static string[] RefusedConsole => _refused.GetAwaiter().GetResult().Console.Split('\n');

    /// <summary>
    /// The console of the system whose command line has no <c>ostree=</c> or digest.
    /// </summary>
    public static string[] UnaskedConsole => _unasked.GetAwaiter().GetResult().Console.Split('\n');

    /// <summary>
    /// The facts of the booted system of a backend, <c>composefs</c> or <c>ostree</c>.
    /// </summary>
    public static CaseFacts Facts(string backend) => _booted[backend].GetAwaiter().GetResult();

    /// <summary>The program's entries in its journal with this message ID.</summary>
    public static JsonElement[] Journal(string backend, string messageId) =>
    [
        .. Facts(backend).Text("journal").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(entry => entry.TryGetProperty("MESSAGE_ID", out var id) && id.GetString() == messageId),
    ];

    private static Machine Machine(string argument) => _os.Value.Machine(OstreeDisk.Image, argument);
}
