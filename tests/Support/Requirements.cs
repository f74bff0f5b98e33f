using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>Whether this machine has what a test needs.</summary>
public static class Requirements
{
    // Each need, and why it is not met; null if it is.
    private static readonly Dictionary<Needs, Func<string?>> _each = new()
    {
        [Needs.Root] = () => Environment.IsPrivilegedProcess ? null : "mounting takes root",
        [Needs.BootBinary] = () => WithoutFile(GuestArchitecture.OfTests.BootBinary, "run make"),
        [Needs.Tool] = () => WithoutFile(Artifacts.Tool, "run make") ?? WithoutFile(GuestArchitecture.OfTests.Tool, "run make"),
        [Needs.Emulator] = () => WithoutProgram(GuestArchitecture.OfTests.Emulator),
        [Needs.Tpm] = () => WithoutProgram("swtpm"),
        [Needs.SecureBoot] = () => Firmware.Missing is { } file ? WithoutFile(file, "install ovmf") : null,
        [Needs.OpenSsl] = () => WithoutProgram("openssl"),
        [Needs.FsVerity] = () => WithoutProgram("fsverity"),
        [Needs.Groff] = () => WithoutProgram("groff"),
        [Needs.ShellCheck] = () => WithoutProgram("shellcheck"),
        [Needs.Tomllib] = () => WithoutProgram("python3") ?? WithoutModule("python3", "tomllib"),
        [Needs.GLib] = () => WithoutFile("/usr/bin/python3", "install python3-gi") ?? WithoutModule("/usr/bin/python3", "gi"),
        [Needs.Journal] = () => WithoutProgram("journalctl"),
        [Needs.Zsh] = () => WithoutProgram("zsh"),
        [Needs.Fish] = () => WithoutProgram("fish"),
        [Needs.DumpErofs] = () => WithoutProgram("dump.erofs"),
        [Needs.Asked] = () => Environment.GetEnvironmentVariable("SLOW") == "1" ? null : "it takes minutes: make test-slow",
        [Needs.Packages] = () => Directory.Exists(Artifacts.Packages) ? null : $"{Artifacts.Packages} is missing: run make deb rpm",
        [Needs.Arm64Headers] = () => WithoutProgram("aarch64-linux-gnu-gcc") ?? WithoutFile(Artifacts.Arm64Headers + "/built-using", "run make ARCH=arm64"),
    };

    /// <summary>Says why a test with these needs can't run here.</summary>
    /// <returns>A reason for each need that is not met; null if all are met.</returns>
    public static string? WhyNotMet(Needs needs) => WhyNotMet(needs, need => _each[need]());

    /// <summary>Whether this machine has all of it.</summary>
    public static bool AreMet(Needs needs) => WhyNotMet(needs) is null;

    /// <inheritdoc cref="WhyNotMet(Needs)"/>
    /// <param name="needs">The needs.</param>
    /// <param name="reason">Why one of them is not met; null if it is.</param>
    internal static string? WhyNotMet(Needs needs, Func<Needs, string?> reason)
    {
        string[] reasons = [.. Single(needs).Select(reason).OfType<string>()];
        return reasons.Length == 0 ? null : string.Join(", ", reasons);
    }

    internal static string? WithoutFile(string path, string remedy) => File.Exists(path) ? null : $"{path} is missing: {remedy}";

    internal static string? WithoutProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, name)))
            ? null
            : $"the program {name} is not installed";

    internal static IEnumerable<Needs> Single(Needs needs)
    {
        for (var rest = (int)needs; rest != 0; rest &= rest - 1)
            yield return (Needs)(rest & -rest);
    }

    private static string? WithoutModule(string python, string name) =>
        new Command(python, "-c", "import " + name).RunToAnyEnd().ExitStatus == 0 ? null : $"{python} has no module {name}";
}
