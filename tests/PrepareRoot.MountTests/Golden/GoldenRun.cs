using System;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Scratch;

namespace PrepareRoot.MountTests.Golden;

/// <summary>What libostree's own program did with the same disk: <c>ostree-golden/NAME.txt</c> of the fixtures, read.</summary>
/// <param name="Configuration">The text of <c>prepare-root.conf</c>.</param>
/// <param name="CommandLine">The kernel command line.</param>
/// <param name="Mounts">The mount table afterwards.</param>
/// <param name="Run">What was in <c>/run</c>, in the form of <see cref="MachineState.Run"/>.</param>
/// <param name="Root">What was in the new root, in the form of <see cref="RootListing"/>.</param>
/// <param name="OstreeBooted">The bytes of <c>/run/ostree-booted</c>.</param>
public sealed record GoldenRun(
    string Configuration, string CommandLine, MountEntry[] Mounts, string[] Run, string[] Root, byte[] OstreeBooted)
{
    private const string Indentation = "    ";

    /// <summary>Reads the one of this name.</summary>
    public static GoldenRun Read(string name)
    {
        var path = Path.Combine(Fixture.Root, "ostree-golden", name);
        var lines = File.ReadAllLines(path + ".txt");
        const string commandLine = "cmdline: ";
        return new GoldenRun(
            string.Join('\n', Section(lines, "conf:")),
            lines.Single(line => line.StartsWith(commandLine, StringComparison.Ordinal))[commandLine.Length..],
            MountEntry.ParseTable(Section(lines, "mountinfo ")),
            [.. Section(lines, "find /run:").Where(line => !line.EndsWith(" . -> ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)],
            RootListing.Parse(Section(lines, "/ of the new root:")),
            File.ReadAllBytes(path + ".ostree-booted"));
    }

    private static string[] Section(string[] lines, string heading) =>
    [
        .. lines
            .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith(Indentation, StringComparison.Ordinal))
            .Select(line => line[Indentation.Length..]),
    ];
}
