using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// How long the unit that prepares the root takes in a boot, by the clock of the system, which counts
/// instructions: one takes a nanosecond.
/// </summary>
internal static class JournaledUnit
{
    // SD_MESSAGE_UNIT_STARTING and SD_MESSAGE_UNIT_STARTED of sd-messages.h.
    private const string Starting = "7d4958e842da4a758f6c1cdc7b36dcc5";
    private const string Started = "39f53479d3a045ac8e11786248231fbf";

    // The modules that both programs need are loaded before: that takes longer than all else in the unit.
    private const string Modules = " modules_load=erofs,overlay";

    // The unit starts when the rest of the initramfs is done.
    private const string Wait = """
        [Unit]
        DefaultDependencies=no
        After=sysroot.mount
        [Service]
        Type=oneshot
        ExecStart=sleep 3

        """;

    private const string Units = "/usr/lib/systemd/system/";
    private const string AfterIt = "[Unit]\nWants=wait.service\nAfter=wait.service\n";

    private static readonly (string Path, string Text)[] _alone =
    [
        (Units + "wait.service", Wait), (Units + "prepare-root.service.d/wait.conf", AfterIt), (Units + "ostree-prepare-root.service.d/wait.conf", AfterIt),
    ];

    /// <summary>Boots a system, and reads its journal: from the start of the unit to its end.</summary>
    /// <param name="os">The system.</param>
    /// <param name="disk">Its disk.</param>
    /// <exception cref="InvalidOperationException">It did not boot.</exception>
    internal static TimeSpan Time(OsTree os, OstreeDisk disk)
    {
        var work = Directory.CreateTempSubdirectory("prepare-root-bench-").FullName;
        try
        {
            var machine = os.WithInitramfsFiles(work, _alone).Machine(disk.Image, disk.Argument);
            var result = (machine with
            {
                CommandLine = machine.CommandLine + Modules,
                Script = Scripts.Text("boot.sh"),
                CountsInstructions = true,
            }).Run();
            if (result.ExitStatus != 0)
                throw new InvalidOperationException("the system did not boot:\n" + result.Console);
            var entries = result.Report.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
            return Entry(entries, Started) - Entry(entries, Starting);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static TimeSpan Entry(List<JsonElement> entries, string id)
    {
        var entry = entries.Single(entry => entry.TryGetProperty("MESSAGE_ID", out var value) && value.GetString() == id);
        return TimeSpan.FromMicroseconds(long.Parse(entry.GetProperty("__MONOTONIC_TIMESTAMP").GetString()!, CultureInfo.InvariantCulture));
    }
}
