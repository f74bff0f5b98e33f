using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Faults;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// How the configuration and the keys of an initramfs differ from those of the tree that it is made
/// from: it was not rebuilt after a change. The boot uses those of the initramfs.
/// </summary>
internal static class StaleInitramfs
{
    private const string Stale = "stale initramfs: ";

    // More differences say no more.
    private const int MaxWarnings = 20;

    /// <summary>The differences, one sentence each with the file and line of both.</summary>
    /// <param name="initramfs">The files of the initramfs.</param>
    /// <param name="tree">The files of the deployment.</param>
    /// <param name="readsSetupRoot">Whether <c>setup-root-conf.toml</c> is used.</param>
    internal static Result<IReadOnlyList<string>> Compare(IInitramfsFiles initramfs, IInitramfsFiles tree, bool readsSetupRoot)
    {
        if (!Read(initramfs).Try(out var booted, out var fault) || !Read(tree).Try(out var deployed, out fault))
            return fault;
        var (had, has) = (Settings(booted, readsSetupRoot), Settings(deployed, readsSetupRoot));
        var warnings = new List<string>();
        foreach (var name in had.Keys.Union(has.Keys, StringComparer.Ordinal))
        {
            var (old, @new) = (had.GetValueOrDefault(name), has.GetValueOrDefault(name));
            if (old?.Value == @new?.Value)
                continue;
            warnings.Add(Stale + (old is null ? @new!.Location + " has " + Text(@new) + ", but the initramfs has no " + name
                : @new is null ? old.Location + " has " + Text(old) + ", but the deployment has no " + name
                : old.Location + " has " + Text(old) + ", but " + @new.Location + " has " + Text(@new)));
        }
        fault = CompareKeys(booted, deployed, warnings);
        return fault is null ? warnings.Count <= MaxWarnings ? warnings : warnings[..MaxWarnings] : fault;
    }

    private static Result<InitramfsConfiguration> Read(IInitramfsFiles files) => InitramfsConfiguration.Read(files, Options.DefaultSetupConfiguration);

    private static Dictionary<string, Setting> Settings(InitramfsConfiguration configuration, bool readsSetupRoot)
    {
        var settings = new Dictionary<string, Setting>(StringComparer.Ordinal);
        foreach (var setting in Setting.Of(configuration, readsSetupRoot))
            settings[setting.Name] = setting;
        return settings;
    }

    // The file of the initramfs is that of the tree's path, as the generators copy it.
    private static Fault? CompareKeys(InitramfsConfiguration booted, InitramfsConfiguration deployed, List<string> warnings)
    {
        if (!booted.Initramfs.Read(booted.PrepareRoot.KeyPath, InitramfsConfiguration.Bound).Try(out var old, out var fault)
            || !deployed.Initramfs.Read(deployed.PrepareRoot.KeyPath, InitramfsConfiguration.Bound).Try(out var @new, out fault))
        {
            return fault;
        }
        var (had, has) = (Lines(old), Lines(@new));
        foreach (var key in has.Keys.Except(had.Keys, StringComparer.Ordinal))
            warnings.Add(Stale + @new.Path + ":" + has[key].Text() + " has a key that " + old.Path + (old.Content is null ? ", which is missing, has not" : " has not"));
        foreach (var key in had.Keys.Except(has.Keys, StringComparer.Ordinal))
            warnings.Add(Stale + old.Path + ":" + had[key].Text() + " has a key that " + @new.Path + (@new.Content is null ? ", which is missing, has not" : " has not"));
        return null;
    }

    // The keys, with the numbers of their lines. A malformed file is refused elsewhere.
    private static Dictionary<string, int> Lines(InitramfsFile file)
    {
        var keys = new Dictionary<string, int>(StringComparer.Ordinal);
        var lines = Encoding.UTF8.GetString(file.Content ?? []).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Trim() is { Length: > 0 } key)
                keys.TryAdd(key, i + 1);
        }
        return keys;
    }

    private static string Text(Setting setting) => setting.Name + " = " + setting.Value;
}
