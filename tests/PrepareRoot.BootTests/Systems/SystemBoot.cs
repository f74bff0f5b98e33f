using System;
using System.IO;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Systems;

/// <summary>Boots whole systems.</summary>
internal static class SystemBoot
{
    /// <summary>Boots a machine and runs <c>look-around.sh</c> in it.</summary>
    /// <param name="name">The name of its log.</param>
    /// <param name="machine">The machine.</param>
    internal static CaseFacts LookAround(string name, Machine machine)
    {
        using var script = new StreamReader(typeof(SystemBoot).Assembly.GetManifestResourceStream("look-around.sh")!);
        var result = Run(name, machine with { Script = script.ReadToEnd() });
        return result.ExitStatus == 0
            ? CaseFacts.Parse(result.Report, result.Console)
            : throw new InvalidOperationException($"the {name} system did not look around to the end:\n{result.Console}");
    }

    /// <summary>Boots a machine.</summary>
    internal static MachineResult Run(string name, Machine machine) => Emulator.Run(machine with { Log = Logs.For("system-" + name) });
}
