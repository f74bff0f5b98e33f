using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using PrepareRoot.Tests.Formats;
using Xunit;

namespace PrepareRoot.Tests.Ctl.Sealing;

/// <summary>A small tree that boots, and a disk that it is sealed to.</summary>
internal sealed class TreeToSeal : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    internal TreeToSeal() => MakeTree(Tree);

    internal string Tree => _directory["tree"];

    internal string Disk => _directory["disk"];

    internal string this[string name] => _directory[name];

    public void Dispose() => _directory.Dispose();

    internal void AssertNothingIsLeft(string message, params string[] options)
    {
        var before = Names(_directory["."]).ToArray();
        var run = Run(options);
        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal(before, Names(_directory["."]));
    }

    internal CtlRun Run(params string[] options) => CtlRun.Of(["seal", .. options.Contains("--output") ? [] : new[] { "--output", Disk }, .. options, Tree]);

    internal string Seal(params string[] options) => Run(["--allow-no-verity", .. options]).Output.TrimEnd('\n').Split(':')[1];

    internal string[] Objects() => [.. Names(Disk + "/composefs/objects").Where(name => name.Contains('/', StringComparison.Ordinal))];

    internal static IEnumerable<string> Names(string directory) =>
        Command.Run("find", directory, "-mindepth", "1", "-printf", "%P\\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);

    private static void MakeTree(string tree)
    {
        Directory.CreateDirectory(tree + "/usr");
        foreach (var directory in (string[])["bin", "etc", "sbin", "sysroot", "var"])
            Directory.CreateDirectory(tree + "/" + directory);
        File.WriteAllText(tree + "/usr/a", new string('a', 64));
        File.WriteAllText(tree + "/usr/b", new string('b', 70));
        File.WriteAllText(tree + "/usr/b2", new string('b', 70));
        File.WriteAllText(tree + "/sbin/init", "#!/bin/sh\n");
        File.WriteAllBytes(tree + "/bin/sh", [.. new TestElf().Bytes(), .. new byte[300 * 1024]]);
        File.SetUnixFileMode(tree + "/sbin/init", (UnixFileMode)0x1ed);
        File.SetUnixFileMode(tree + "/bin/sh", (UnixFileMode)0x1ed);
    }
}
