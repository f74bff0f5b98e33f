using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace PrepareRoot.BootTests.Guest;

/// <summary>The facts that a <see cref="BootCase"/> or a booted system reported.</summary>
/// <param name="texts">
/// The texts of the facts, by the names that the machine's script gives them.
/// </param>
/// <param name="console">The machine's console, for the message about a missing fact.</param>
public sealed class CaseFacts(IReadOnlyDictionary<string, string> texts, string console)
{
    private const string Heading = "@@fact ";

    /// <summary>
    /// Reads the report of a script: lines "@@fact NAME", each followed by the fact's text.
    /// </summary>
    public static CaseFacts Parse(string report, string console) =>
        new(report.Split(Heading).Skip(1).Select(SplitFirstLine).ToDictionary(), console);

    /// <summary>The program's exit status.</summary>
    public int ExitStatus => int.Parse(Text("status"), CultureInfo.InvariantCulture);

    /// <summary>Its standard output.</summary>
    public string Output => Text("output");

    /// <summary>Its standard error.</summary>
    public string Error => Text("error");

    /// <summary>The mount table before it ran.</summary>
    public string MountsBefore => Text("mounts before");

    /// <summary>The mount table afterwards.</summary>
    public string MountsAfter => Text("mounts after");

    /// <summary>
    /// What was in <c>/run</c> before it ran: permissions, owner, group, size, name and where a
    /// link points.
    /// </summary>
    public string RunBefore => Text("run before");

    /// <summary>What was in <c>/run</c> afterwards.</summary>
    public string RunAfter => Text("run after");

    /// <summary>The files under loop devices, afterwards.</summary>
    public string[] Loops => Lines("loops");

    /// <summary><c>/run/prepare-root.json</c>.</summary>
    public string Record => Text("record");

    /// <summary><c>/run/ostree-booted</c>.</summary>
    public byte[] OstreeBooted => Convert.FromBase64String(Text("booted"));

    /// <summary>
    /// Of a thorough case: the error of writing to some directories of the new root as root; empty
    /// where writing succeeded.
    /// </summary>
    public string[] Writes => Lines("writes");

    /// <summary>
    /// Of a thorough case: the files of the new root's own file system that can't be read, and why.
    /// </summary>
    public string[] Unreadable => Lines("unreadable");

    /// <summary>What the case's own probe printed.</summary>
    public string Probe => Text("probe");

    /// <summary>
    /// The program's system calls, with the time of each in seconds (strace -ttt).
    /// </summary>
    public string[] Trace => Lines("trace");

    /// <summary>
    /// When the program's calls of umount2 and move_mount ended, from the kernel's trace.
    /// </summary>
    public string[] Times => Lines("times");

    /// <summary>
    /// Of a predicted case: the boot in the output of <c>prepare-rootctl check --json</c>.
    /// </summary>
    public JsonElement Check => JsonDocument.Parse(Text("check")).RootElement.GetProperty("boots")[0];

    /// <summary>
    /// Of a planned case: the output of <c>prepare-rootctl plan --json</c>.
    /// </summary>
    public JsonElement Plan => JsonDocument.Parse(Text("plan")).RootElement;

    /// <summary>
    /// Of a predicted case that was prepared: whether the kernel can start <c>/sbin/init</c> of the
    /// new root.
    /// </summary>
    public bool InitStarts => Text("init") is not ("126\n" or "127\n");

    /// <summary>The lines of the fact with this name.</summary>
    public string[] Lines(string name) => [.. Text(name).Split('\n').SkipLast(1)];

    /// <summary>The text of a fact.</summary>
    public string Text(string name) => texts.TryGetValue(name, out var text)
        ? text
        : throw new InvalidOperationException($"the case reported no '{name}', only: {string.Join(", ", texts.Keys)}\n{console}");

    private static KeyValuePair<string, string> SplitFirstLine(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return new(text[..end], text[(end + 1)..]);
    }
}
