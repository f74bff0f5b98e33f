using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Compatibility;

/// <summary>
/// What a program left behind, without what differs in each run: numbers of disks and mounts, paths
/// of layers, random names.
/// </summary>
/// <param name="facts">The facts of a row.</param>
/// <param name="program">One of the two names below.</param>
public sealed partial class Remains(CaseFacts facts, string program)
{
    private const string TargetResolved = "MESSAGE_ID=7170336a73ba4601bad31af888aa0df7";

    /// <summary>The name of libostree's program in the facts.</summary>
    public const string Libostree = "libostree";

    /// <summary>The name of our program in the facts.</summary>
    public const string Ours = "ours";

    // The offset in the record: after the first key and the padding that aligns the pair of 64-bit
    // numbers.
    private const int DeviceInRecord = 32;

    /// <summary>Its exit status.</summary>
    public int ExitStatus => int.Parse(Text("status"), CultureInfo.InvariantCulture);

    /// <summary>The fault in its message; null if the message has none.</summary>
    public string? Fault => FaultName().Match(Text("error")) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Its standard error.</summary>
    public string Error => Text("error");

    /// <summary>Mount table and <c>/run</c> before it ran.</summary>
    public string[] Before => [.. MountTable.All(Text("mounts before")), .. RunListing.Normal(Text("run before"))];

    /// <summary>Mount table and <c>/run</c> after it ran.</summary>
    public string[] After => [.. MountTable.All(Text("mounts after")), .. RunListing.Normal(Text("run after"))];

    /// <summary>How many lines describe the tree: 361 names and their contents.</summary>
    public int Entries => int.Parse(Text("entries"), CultureInfo.InvariantCulture);

    /// <summary>The mount table.</summary>
    public string[] Mounts => MountTable.All(Text("mounts after"));

    /// <summary>What is mounted at <c>/sysroot</c> and below.</summary>
    public string[] SysrootMounts => MountTable.SysrootMounts(Text("mounts after"));

    /// <summary><c>/run</c>.</summary>
    public string[] Run => [.. RunListing.Normal(WithoutDisk(Text("run after"))).Select(WithoutRandom)];

    /// <summary><c>/run/ostree-booted</c>, as text, a line for each key.</summary>
    public string[] Booted
    {
        get
        {
            var record = Convert.FromHexString(Text("booted").TrimEnd());
            return BitConverter.ToUInt64(record, DeviceInRecord) == Disk ? RecordOfTheDisk(record) : Printable(record);
        }
    }

    /// <summary>
    /// The journal entry with the target, as libostree documents it. The first one: libostree sends
    /// it again from its scratch directory.
    /// </summary>
    public string[] Target =>
    [
        .. Text("journal").Split("\n\n").FirstOrDefault(entry => entry.Split('\n').Contains(TargetResolved), "").Split('\n')
            .Where(line => line.StartsWith("MESSAGE", StringComparison.Ordinal) || line.StartsWith("DEPLOYMENT_", StringComparison.Ordinal))
            .Select(line => line == "DEPLOYMENT_DEVICE=" + Disk ? "DEPLOYMENT_DEVICE=DISK" : line),
    ];

    private ulong Disk => MountTable.Device(Text("mounts before"), "/sysroot");

    private string Text(string name) => facts.Text($"{program}: {name}");

    /// <summary>
    /// All differences between what libostree's program and ours left, without
    /// <see cref="OurDifferences"/>.
    /// </summary>
    /// <param name="facts">The facts of a row.</param>
    /// <param name="hasGenerator">
    /// Whether the new root has libostree's generator. If it has, both programs leave <c>/var</c>
    /// to the system.
    /// </param>
    public static string[] Differences(CaseFacts facts, bool hasGenerator)
    {
        var libostree = new Remains(facts, Libostree);
        var ours = new Remains(facts, Ours);
        string[] mounts = libostree.Text("mounts after").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. Differences("mounts", MountTable.All(string.Join('\n', hasGenerator ? mounts : OurDifferences.Mounts(mounts))), ours.Mounts),
            .. Differences("run", libostree.Run, OurDifferences.Run(ours.Run)),
            .. Differences("booted", libostree.Booted, ours.Booted),
            .. Differences("journal", libostree.Target, ours.Target),
            .. OurDifferences.Tree(facts.Text("tree").Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => $"tree {line[..1]} {line[1..]}"),
        ];
    }

    /// <summary>
    /// All differences between what libostree's program left on another machine and this, without
    /// <see cref="OurDifferences"/>.
    /// </summary>
    public string[] Differences(GoldenRun golden) =>
    [
        .. Differences("mounts", MountTable.SysrootMounts(string.Join('\n', OurDifferences.Mounts(golden.Mounts))), SysrootMounts),
        .. Differences("run", RunListing.Normal(string.Join('\n', golden.Run)), OurDifferences.Run(Run)),
        .. Differences("booted", RecordOfTheDisk(golden.OstreeBooted), Booted),
    ];

    // Counts equal lines.
    private static IEnumerable<string> Differences(string what, string[] libostree, string[] ours) =>
        from line in libostree.Union(ours)
        let more = ours.Count(other => other == line) - libostree.Count(other => other == line)
        where more != 0
        select $"{what} {(more < 0 ? '-' : '+')} {line}";

    // Without the disk's device number. Random names all have the same length, so the offsets in
    // the record do not change.
    private static string[] RecordOfTheDisk(byte[] record)
    {
        byte[] copy = [.. record];
        Array.Clear(copy, DeviceInRecord, sizeof(ulong));
        return Printable(copy);
    }

    private static string[] Printable(byte[] record) => Keys().Split(NotPrintable().Replace(
        WithoutRandom(Encoding.Latin1.GetString(record)), match => string.Create(CultureInfo.InvariantCulture, $"\\{(int)match.Value[0]:x2}")));

    // Replaces the disk's number only. Links to other devices are left unchanged.
    private string WithoutDisk(string listing) => listing.Replace($"/dev/block/{Disk >> 8}:{Disk & 0xFF}'", "DISK'", StringComparison.Ordinal);

    private static string WithoutRandom(string text) => RandomName().Replace(text, "transient-etc.XXXXXX");

    [GeneratedRegex(@"^prepare-root: refused \[([a-z-]+)\]: ", RegexOptions.Multiline)]
    private static partial Regex FaultName();

    [GeneratedRegex(@"(?=backing-root|root\.transient|composefs|sysroot-ro)")]
    private static partial Regex Keys();

    [GeneratedRegex("[^ -~]")]
    private static partial Regex NotPrintable();

    [GeneratedRegex(@"\btransient-etc\.[A-Za-z0-9]{6}")]
    private static partial Regex RandomName();
}
