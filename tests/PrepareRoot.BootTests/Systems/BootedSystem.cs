using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Systems;

/// <summary>A whole system, from its initramfs to multi-user.target, that looked around and was switched off.</summary>
public static class BootedSystem
{
    private static readonly Lazy<OsTree> _os = new(OsTree.Get);

    private static readonly Lazy<CaseFacts> _composefs = new(() =>
    {
        var disk = ComposefsDisk.Of(_os.Value);
        return LookAround("composefs", disk.Image, disk.Argument);
    });

    private static readonly Lazy<CaseFacts> _ostree = new(() => LookAround("ostree", OstreeDisk.Image, OstreeDisk.Argument));

    /// <summary>The disk of the system with libostree.</summary>
    public static OstreeDisk OstreeDisk => OstreeDisk.Of(_os.Value);

    /// <summary>What was seen on the system of a backend, <c>composefs</c> or <c>ostree</c>.</summary>
    public static CaseFacts Facts(string backend) => backend == "composefs" ? _composefs.Value : _ostree.Value;

    /// <summary>The entries in its journal, of the program, with this message ID.</summary>
    public static JsonElement[] Journal(string backend, string messageId) =>
    [
        .. Facts(backend).Text("journal").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(entry => entry.TryGetProperty("MESSAGE_ID", out var id) && id.GetString() == messageId),
    ];

    /// <summary>The machine with a disk, as it is before it is told what to do.</summary>
    public static Machine Machine(string name, string image, string argument) => _os.Value.Machine(image, argument) with
    {
        Log = Logs.For("system-" + name),
        TimeLimit = TimeSpan.FromMinutes(4),
    };

    private static CaseFacts LookAround(string name, string image, string argument)
    {
        using var script = new StreamReader(typeof(BootedSystem).Assembly.GetManifestResourceStream("look-around.sh")!);
        var result = (Machine(name, image, argument) with { Script = script.ReadToEnd() }).Run();
        return result.ExitStatus == 0
            ? CaseFacts.Parse(result.Report, result.Console)
            : throw new InvalidOperationException($"the {name} system did not look around to the end:\n{result.Console}");
    }
}
