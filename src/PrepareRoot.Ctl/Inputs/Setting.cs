using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Formats;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>Something that is asked for, and where.</summary>
/// <param name="Name">The key: <c>composefs.enabled</c>, or the name of a kernel argument.</param>
/// <param name="Value">Its value, as written.</param>
/// <param name="Location">The file and line, or where the command line is from.</param>
/// <param name="IsArgument">Whether it is an argument of the kernel.</param>
internal sealed record Setting(string Name, string Value, string Location, bool IsArgument)
{
    /// <summary>The key of how strictly the root is verified.</summary>
    internal const string Enabled = "composefs.enabled";

    /// <summary>The kernel argument that raises it.</summary>
    internal const string EnabledArgument = "ostree.prepare-root.composefs";

    private static readonly string[] Arguments =
        [.. RootArguments.Names, RootPolicy.SignatureArgument, EnabledArgument, "systemd.volatile"];

    /// <summary>The kernel arguments that the boot program reads.</summary>
    internal static IEnumerable<Setting> Of(BootCommandLine commandLine)
    {
        var settings = new List<Setting>();
        foreach (ref readonly var argument in KernelCommandLine.Parse(commandLine.Text).Arguments)
        {
            if (argument.Value is { } value && Array.IndexOf(Arguments, argument.Key) >= 0)
                settings.Add(new Setting(argument.Key, value, commandLine.LocationOf(argument), IsArgument: true));
        }
        return settings;
    }

    /// <summary>
    /// The settings of the configuration that have an effect. The files were read and parsed
    /// before, so they are valid.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="readsSetupRoot">Whether <c>setup-root-conf.toml</c> is used.</param>
    internal static IEnumerable<Setting> Of(InitramfsConfiguration configuration, bool readsSetupRoot)
    {
        foreach (var path in configuration.Files)
        {
            var isToml = path == Options.DefaultSetupConfiguration;
            if ((isToml && !readsSetupRoot)
                || !configuration.Initramfs.Read(path, InitramfsConfiguration.Bound).Try(out var file, out _)
                || file.Content is null)
            {
                continue;
            }
            foreach (var setting in isToml ? OfToml(file) : OfKeyFile(file))
            {
                if (!configuration.Warnings.Any(warning => IsIgnored(warning, setting)))
                    yield return setting;
            }
        }
    }

    private static List<Setting> OfKeyFile(InitramfsFile file)
    {
        var settings = new List<Setting>();
        if (!KeyFile.Parse(file.Path, file.Content).Try(out var keyFile, out _))
            return settings;
        foreach (var entry in keyFile.Entries)
        {
            if (keyFile.Find(entry.Group, entry.Key) == entry)
                settings.Add(new Setting(entry.Group + "." + entry.Key, entry.Value.TrimEnd(), entry.Location, IsArgument: false));
        }
        return settings;
    }

    private static List<Setting> OfToml(InitramfsFile file)
    {
        var settings = new List<Setting>();
        if (!TomlFile.Parse(file.Path, file.Content).Try(out var toml, out _))
            return settings;
        foreach (var entry in toml.Entries)
        {
            if (entry.Kind != TomlKind.Table)
                settings.Add(new Setting(entry.Key, entry.Text, file.Path + ":" + entry.Line.Text(), IsArgument: false));
        }
        return settings;
    }

    // The warnings of PrepareRootConfiguration and SetupRootConfiguration about unknown keys.
    private static bool IsIgnored(string warning, Setting setting) =>
        warning.StartsWith(setting.Location + ": ignored: ", StringComparison.Ordinal)
        || warning.StartsWith(setting.Location + ": unknown key ", StringComparison.Ordinal);
}
