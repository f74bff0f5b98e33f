using System;
using System.Collections.Generic;
using System.Globalization;
using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>
/// The settings of <c>prepare-root.conf</c>. libostree's <c>ostree-prepare-root(1)</c> documents
/// the keys.
/// </summary>
internal sealed class PrepareRootConfiguration
{
    /// <summary>libostree's defaults, which apply if there is no file.</summary>
    public static readonly PrepareRootConfiguration Default = new();

    /// <summary>The action that starts the emergency shell of the initramfs.</summary>
    internal const string Shell = "shell";

    private const int LongestDelay = 3600;

    // The last PCR of the TPM 2.0 PC Client profile.
    private const int LastPcr = 23;

    // The two that it lets any program reset (TPM2_PCR_Reset).
    private const int DebugPcr = 16;
    private const int ApplicationPcr = 23;

    private readonly List<string> _warnings = [];
    private bool? _transient;
    private bool? _transientReadOnly;

    private PrepareRootConfiguration()
    {
    }

    /// <summary><c>[composefs] enabled</c>; null if it is not set.</summary>
    public ComposefsMode? Composefs { get; private set; }

    /// <summary><c>[composefs] keypath</c>: the file with the public keys.</summary>
    public string KeyPath { get; private set; } = "/etc/ostree/initramfs-root-binding.key";

    /// <summary>
    /// <c>[composefs] not-before</c>: older signed commits are refused. In seconds since 1970; null
    /// if it is not set.
    /// </summary>
    public ulong? NotBefore { get; private set; }

    /// <summary>
    /// <c>[measure] pcr</c>: the number of the PCR that is extended with the image's digest; null
    /// if it is not set.
    /// </summary>
    public int? MeasurePcr { get; private set; }

    /// <summary>
    /// <c>[refusal] action</c>: what the initramfs does after a refusal. The scripts and the unit of
    /// the initramfs act on it.
    /// </summary>
    public string RefusalAction { get; private set; } = Shell;

    /// <summary><c>[refusal] delay</c>: when it does that, in seconds.</summary>
    public int RefusalDelay { get; private set; } = 30;

    /// <summary><c>[sysroot] readonly</c>; null if it is not set.</summary>
    public bool? SysrootReadOnly { get; private set; }

    /// <summary><c>[etc] transient</c>.</summary>
    public bool EtcTransient { get; private set; }

    /// <summary><c>[root] transient</c> and <c>transient-ro</c>; null if neither is set.</summary>
    public RootMode? Root => (_transient, _transientReadOnly) switch
    {
        (null, null) => null,
        (_, true) => RootMode.TransientReadOnly,
        (true, _) => RootMode.Transient,
        _ => RootMode.ReadOnly,
    };

    /// <summary>
    /// <c>[root] mount-points</c>: names of directories that the root has in addition to those of
    /// its image.
    /// </summary>
    public string[] MountPoints { get; private set; } = [];

    /// <summary>
    /// <c>[root] transient-size</c>: the most that the writable layers of the root and of
    /// <c>/etc</c> may hold together, as the option <c>size</c> of tmpfs(5); null if it is not set.
    /// </summary>
    public string? TransientSize { get; private set; }

    /// <summary>
    /// <c>[root] mount-var</c>: <c>/var</c> of a libostree deployment is mounted here, and not by a
    /// unit of the running system.
    /// </summary>
    public bool MountsVar { get; private set; }

    /// <summary>
    /// Warnings, each with its file and line: keys that are unknown and so have no effect, and a PCR
    /// that does not prove anything.
    /// </summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>
    /// Reads the keys of a file. A value that its key does not allow is a fault, unless a later
    /// entry overrides it.
    /// </summary>
    public static Result<PrepareRootConfiguration> From(KeyFile file)
    {
        var last = new Dictionary<string, KeyFileEntry>();
        foreach (var entry in file.Entries)
            last[FullName(entry)] = entry;
        var configuration = new PrepareRootConfiguration();
        foreach (var entry in file.Entries)
        {
            if (last[FullName(entry)] == entry && configuration.Apply(entry) is { } fault)
                return fault;
        }
        return configuration;
    }

    // A dictionary hashes strings, but not tuples of them, without random bytes of the kernel. No name
    // of a group has a bracket.
    private static string FullName(KeyFileEntry entry) => entry.Group + "]" + entry.Key;

    private Fault? Apply(KeyFileEntry entry)
    {
        Fault? fault;
        switch (entry.Group, entry.Key)
        {
            case ("composefs", "enabled"):
                if (!entry.Text().Try(out var enabled, out fault))
                    return fault;
                Composefs = ComposefsModes.Parse(enabled.TrimEnd());
                return Composefs is null ? entry.Malformed("must be yes, no, maybe, verity or signed") : null;
            case ("composefs", "keypath"):
                if (!entry.Text().Try(out var keyPath, out fault))
                    return fault;
                KeyPath = keyPath;
                return keyPath.StartsWith('/') ? null : entry.Malformed("must be an absolute path");
            case ("composefs", "not-before"):
                NotBefore = Timestamp.Parse(entry.Value.AsSpan().Trim());
                return NotBefore is null ? entry.Malformed("must be a date, as 2026-11-22 or 2026-11-22T18:30:00Z (UTC)") : null;
            case ("measure", "pcr"):
                MeasurePcr = int.TryParse(entry.Value.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pcr) ? pcr : null;
                if (MeasurePcr is DebugPcr or ApplicationPcr)
                    _warnings.Add(entry.Location + ": measure.pcr: any program can reset this PCR (16 and 23), so its value proves nothing");
                return MeasurePcr is >= 0 and <= LastPcr ? null : entry.Malformed("must be the number of a PCR, 0 to 23");
            case ("refusal", "action"):
                RefusalAction = entry.Value.Trim();
                return RefusalAction is Shell or "reboot" or "poweroff" or "halt" ? null : entry.Malformed("must be shell, reboot, poweroff or halt");
            case ("refusal", "delay"):
                var text = entry.Value.Trim();
                RefusalDelay = int.TryParse(text is [.. var seconds, 's'] ? seconds : text, NumberStyles.None, CultureInfo.InvariantCulture, out var delay) ? delay : -1;
                return RefusalDelay is >= 0 and <= LongestDelay ? null : entry.Malformed("must be a number of seconds, 0 to 3600, as 30s");
            case ("sysroot", "readonly"):
                SysrootReadOnly = Boolean(entry, out fault);
                return fault;
            case ("etc", "transient"):
                EtcTransient = Boolean(entry, out fault);
                return fault;
            case ("root", "transient"):
                _transient = Boolean(entry, out fault);
                return fault ?? CheckTransient(entry);
            case ("root", "transient-ro"):
                _transientReadOnly = Boolean(entry, out fault);
                return fault ?? CheckTransient(entry);
            case ("root", "transient-size"):
                TransientSize = entry.Value.Trim();
                return IsSize(TransientSize) ? null : entry.Malformed("must be a number of bytes, with K, M or G, or a share of the memory up to 100%, as 512M or 25%");
            case ("root", "mount-var"):
                MountsVar = Boolean(entry, out fault);
                return fault;
            case ("root", "mount-points"):
                if (!MountPoint.ParseList(entry).Try(out var mountPoints, out fault))
                    return fault;
                MountPoints = mountPoints;
                return null;
            default:
                _warnings.Add(entry.Location + ": ignored: there is no key " + OffendingText.Quote(entry.Group + "." + entry.Key));
                return null;
        }
    }

    private Fault? CheckTransient(KeyFileEntry entry) => _transient is true && _transientReadOnly is true
        ? new Fault(FaultCode.ConfigurationContradictory, entry.Location + ": root.transient and root.transient-ro can't both be true")
        : null;

    // tmpfs(5). 0 would be no limit there.
    private static bool IsSize(string text)
    {
        var isShare = text.EndsWith('%');
        var digits = isShare || text is [.., 'k' or 'K' or 'm' or 'M' or 'g' or 'G'] ? text[..^1] : text;
        return uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && !(isShare && number > 100);
    }

    private static bool Boolean(KeyFileEntry entry, out Fault? fault)
    {
        entry.Boolean().Try(out var value, out fault);
        return value;
    }
}
