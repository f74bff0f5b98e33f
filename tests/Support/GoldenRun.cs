using System;
using System.IO;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>
/// What libostree's own program did with the same disk: <c>ostree-golden/NAME.txt</c> of the
/// fixtures, read.
/// </summary>
/// <param name="Configuration">The text of <c>prepare-root.conf</c>.</param>
/// <param name="CommandLine">The kernel command line.</param>
/// <param name="Mounts">The lines of the mount table (<c>mountinfo</c>) afterwards.</param>
/// <param name="Run">What was in <c>/run</c>, a line a file.</param>
/// <param name="Root">What was in the new root, as <c>ls -la</c> prints it.</param>
/// <param name="OstreeBooted">The bytes of <c>/run/ostree-booted</c>.</param>
public sealed record GoldenRun(string Configuration, string CommandLine, string[] Mounts, string[] Run, string[] Root, byte[] OstreeBooted)
{
    private const string Indentation = "    ";

    /// <summary>Reads the one of this name.</summary>
    public static GoldenRun Read(string name)
    {
        var path = Checkout.Fixture("ostree-golden/" + name);
        var lines = File.ReadAllLines(path + ".txt");
        const string commandLine = "cmdline: ";
        return new GoldenRun(
            string.Join('\n', Section(lines, "conf:")),
            lines.Single(line => line.StartsWith(commandLine, StringComparison.Ordinal))[commandLine.Length..],
            Section(lines, "mountinfo "),
            Section(lines, "find /run:"),
            Section(lines, "/ of the new root:"),
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
