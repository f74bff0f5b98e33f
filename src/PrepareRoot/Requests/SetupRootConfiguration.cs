using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Requests;

/// <summary>
/// What <c>setup-root-conf.toml</c>, the configuration of composefs-rs's and bootc's setup-root,
/// asks for.
/// </summary>
internal sealed class SetupRootConfiguration
{
    private string[] _warnings = [];
    private MountKind? _etcMount;
    private MountKind? _varMount;
    private bool? _etcTransient;
    private bool? _varTransient;

    /// <summary>What holds where there is no file.</summary>
    public static SetupRootConfiguration Default => new();

    /// <summary>
    /// <c>root.transient</c>: whether writes to the root go to memory; null if it is not there.
    /// </summary>
    public bool? RootTransient { get; private set; }

    /// <summary>
    /// <c>etc.mount</c>, or else <c>transient</c> by <c>etc.transient</c>; null if the file does
    /// not say.
    /// </summary>
    public MountKind? EtcMount => _etcMount ?? (_etcTransient is true ? MountKind.Transient : null);

    /// <summary>
    /// <c>var.mount</c>, or else <c>transient</c> by <c>var.transient</c>; null if the file does
    /// not say.
    /// </summary>
    public MountKind? VarMount => _varMount ?? (_varTransient is true ? MountKind.Transient : null);

    /// <summary>Whether there is a setting for <c>/var</c> at all.</summary>
    public bool SetsVar => _varMount is not null || _varTransient is not null;

    /// <summary>For each key that has no meaning, a message with <c>path:line:</c>.</summary>
    public ReadOnlySpan<string> Warnings => _warnings;

    /// <summary>Reads the file.</summary>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <returns>
    /// What it asks for, or <see cref="FaultCode.ConfigurationMalformed"/>: it is not TOML 1.0, or
    /// a key has a value that it does not allow.
    /// </returns>
    public static Result<SetupRootConfiguration> Parse(string path, ReadOnlySpan<byte> content)
    {
        if (!TomlFile.Parse(path, content).Try(out var file, out var fault)) return fault;

        var configuration = new SetupRootConfiguration();
        var warnings = new List<string>();
        foreach (var entry in file.Entries)
        {
            fault = null;
            switch (entry.Key)
            {
                case "root" or "etc" or "var":
                    if (entry.Kind != TomlKind.Table) fault = entry.Malformed(path, "must be a table");
                    break;
                case "root.transient":
                    fault = Read(path, entry, out bool rootTransient);
                    configuration.RootTransient = rootTransient;
                    break;
                case "etc.mount":
                    fault = Read(path, entry, out MountKind etcMount);
                    configuration._etcMount = etcMount;
                    break;
                case "etc.transient":
                    fault = Read(path, entry, out bool etcTransient);
                    configuration._etcTransient = etcTransient;
                    break;
                case "var.mount":
                    fault = Read(path, entry, out MountKind varMount);
                    configuration._varMount = varMount;
                    break;
                case "var.transient":
                    fault = Read(path, entry, out bool varTransient);
                    configuration._varTransient = varTransient;
                    break;
                default:
                    if (entry.Kind != TomlKind.Table)
                        warnings.Add(path + ":" + entry.Line.Text() + ": unknown key " + OffendingText.Quote(entry.Key) + " is ignored");
                    break;
            }
            if (fault is not null) return fault;
        }
        configuration._warnings = warnings.ToArray();
        return configuration;
    }

    private static Fault? Read(string path, TomlEntry entry, out bool value)
    {
        value = entry is { Kind: TomlKind.Boolean, Text: "true" };
        return entry.Kind == TomlKind.Boolean ? null : entry.Malformed(path, "must be true or false");
    }

    private static Fault? Read(string path, TomlEntry entry, out MountKind value)
    {
        value = MountKind.None;
        switch (entry.Kind == TomlKind.Text ? entry.Text : null)
        {
            case "none" or "root": break;
            case "bind": value = MountKind.Bind; break;
            case "overlay": value = MountKind.Overlay; break;
            case "transient" or "volatile": value = MountKind.Transient; break;
            default: return entry.Malformed(path, "must be 'none', 'bind', 'overlay' or 'transient'");
        }
        return null;
    }
}
