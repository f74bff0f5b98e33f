using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Systems;

/// <summary>Boots whole systems.</summary>
internal static class SystemBoot
{
    /// <summary>The name of the facts of <see cref="AndLookAround"/>.</summary>
    internal const string Around = "around";

    private const string Boot = "@@boot ";

    /// <summary>Boots a machine and runs <c>look-around.sh</c> in it.</summary>
    /// <param name="name">The name of its log.</param>
    /// <param name="machine">The machine.</param>
    internal static CaseFacts LookAround(string name, Machine machine) => Facts(name, machine with { Script = Script("look-around.sh") });

    /// <summary>Boots a machine, and returns the facts that its script writes.</summary>
    /// <param name="name">The name of its log.</param>
    /// <param name="machine">The machine.</param>
    internal static CaseFacts Facts(string name, Machine machine)
    {
        var result = Run(name, machine);
        File.WriteAllText(Logs.For($"system-{name}-facts"), result.Report);
        return result.ExitStatus == 0
            ? CaseFacts.Parse(result.Report, result.Console)
            : throw new InvalidOperationException($"the {name} system did not run its script to the end:\n{result.Console}");
    }

    /// <summary>
    /// A script that does what <c>look-around.sh</c> does, and then something else: its facts are
    /// those of the boot <see cref="Around"/>.
    /// </summary>
    internal static string AndLookAround(string script) => $"echo '{Boot}{Around}' >&3\n{Script("look-around.sh")}\n{script}";

    /// <summary>One of the scripts beside this file.</summary>
    internal static string Script(string name)
    {
        using var script = new StreamReader(typeof(SystemBoot).Assembly.GetManifestResourceStream(name)!);
        return script.ReadToEnd();
    }

    /// <summary>
    /// The facts of each boot in a machine's report, in which a line "@@boot NAME" starts them.
    /// </summary>
    internal static IEnumerable<KeyValuePair<string, CaseFacts>> Boots(MachineResult result) =>
        result.Report.Split(Boot).Skip(1).Select(part => KeyValuePair.Create(part.Split('\n')[0], CaseFacts.Parse(part, result.Console)));

    /// <summary>Boots a machine.</summary>
    internal static MachineResult Run(string name, Machine machine) => Emulator.Run(machine with { Log = Logs.For("system-" + name) });
}
