using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// The kernel of a deployment, by the files that belong to it: its configuration, or the lists of
/// its modules that <c>depmod(8)</c> and its build left.
/// </summary>
internal sealed class DeployedKernel
{
    private const string Modules = "/usr/lib/modules";

    // Fedora's configuration has 280 kB, its modules.dep 800 kB.
    private const int ListBound = 4 * 1024 * 1024;

    private static readonly string[] _suffixes = ["", ".xz", ".zst", ".gz"];

    private readonly RootFiles _files;
    private readonly string? _configurationPath;
    private readonly string[]? _configuration;
    private string[]? _dependencies;

    private DeployedKernel(RootFiles files, string release)
    {
        (_files, Release) = (files, release);
        // Of Fedora, Debian, and libostree's old place.
        foreach (var path in (string[])[Directory + "/config", "/boot/config-" + release, "/usr/lib/ostree-boot/config-" + release])
        {
            if (_files.ReadText(path, ListBound) is not { } text || !text.Contains("CONFIG_", StringComparison.Ordinal))
                continue;
            (_configurationPath, _configuration) = (path, text.Split('\n'));
            break;
        }
    }

    /// <summary>Its release: <c>6.12.9-amd64</c>.</summary>
    internal string Release { get; }

    /// <summary>The directory of its modules.</summary>
    internal string Directory => Modules + "/" + Release;

    /// <summary>Finds the kernel of a tree.</summary>
    /// <param name="files">The files of the new root.</param>
    /// <param name="booted">The release that the boot entry names; null if it names none.</param>
    /// <returns>The kernel, or why it is not known.</returns>
    internal static (DeployedKernel? Kernel, string Problem) Find(RootFiles files, string? booted)
    {
        var releases = files.List(Modules);
        if (booted is null)
        {
            // The directory of a kernel that was removed may have stayed.
            var complete = releases.Where(release => Has(files, Modules + "/" + release + "/vmlinuz")).ToArray();
            releases = complete.Length > 0 ? complete : releases;
        }
        else
        {
            releases = [.. releases.Where(release => release == booted)];
        }
        return releases.Count switch
        {
            0 => (null, "what the kernel can do is not known: the deployment has no " + Modules + (booted is null ? "" : "/" + booted)),
            1 => (new DeployedKernel(files, releases[0]), ""),
            _ => (null, "what the kernel can do is not known: the deployment has " + releases.Count.Text() + " in " + Modules),
        };
    }

    /// <summary>Whether it has a feature.</summary>
    internal KernelAnswer Has(KernelFeature feature)
    {
        if (_configuration is null)
            return feature.Module is null ? KernelAnswer.Unknown : HasModule(feature.Module);
        var (yes, module, no) = ("CONFIG_" + feature.Option + "=y", "CONFIG_" + feature.Option + "=m", "# CONFIG_" + feature.Option + " is not set");
        for (var i = 0; i < _configuration.Length; i++)
        {
            var line = _configuration[i].TrimEnd();
            var location = _configurationPath + ":" + (i + 1).Text();
            if (line == yes)
                return new KernelAnswer(FeatureState.BuiltIn, location);
            if (line == module)
                return new KernelAnswer(FeatureState.Module, location);
            if (line == no)
                return new KernelAnswer(FeatureState.Missing, location + ": " + line);
        }
        // An option whose own needs are not met has no line.
        return new KernelAnswer(FeatureState.Missing, _configurationPath + " has no CONFIG_" + feature.Option);
    }

    /// <summary>
    /// The paths that a module may have from the directory of modules, each with every compression.
    /// </summary>
    internal IReadOnlyList<string> PathsOf(string module)
    {
        var end = "/" + module;
        var listed = Dependencies.Select(line => line.Split(':')[0]).FirstOrDefault(path => _suffixes.Any(suffix => ("/" + path).EndsWith(end + suffix, StringComparison.Ordinal)));
        return listed is not null ? [listed] : [.. _suffixes.Select(suffix => "kernel/" + module + suffix)];
    }

    private string[] Dependencies => _dependencies ??= _files.ReadText(Directory + "/modules.dep", ListBound)?.Split('\n') ?? [];

    private KernelAnswer HasModule(string module)
    {
        if (_files.ReadText(Directory + "/modules.builtin", ListBound) is not { } builtIn)
            return KernelAnswer.Unknown;
        if (builtIn.Split('\n').Any(line => line == "kernel/" + module))
            return new KernelAnswer(FeatureState.BuiltIn, Directory + "/modules.builtin");
        if (Dependencies.Length == 0)
            return KernelAnswer.Unknown;
        return PathsOf(module).Count == 1
            ? new KernelAnswer(FeatureState.Module, Directory + "/modules.dep")
            : new KernelAnswer(FeatureState.Missing, "neither " + Directory + "/modules.builtin nor modules.dep has " + module);
    }

    private static bool Has(RootFiles files, string path)
    {
        if (!files.Find(path).Try(out var file, out _))
            return false;
        using (file)
            return file.Missing == Errno.None;
    }
}

/// <summary>Whether a kernel has a feature.</summary>
internal enum FeatureState
{
    /// <summary>It is not known.</summary>
    Unknown,

    /// <summary>It does not have it.</summary>
    Missing,

    /// <summary>It has it as a module.</summary>
    Module,

    /// <summary>It has it.</summary>
    BuiltIn,
}

/// <summary>An answer, and which file says so.</summary>
/// <param name="State">The answer.</param>
/// <param name="Source">The file and line.</param>
internal sealed record KernelAnswer(FeatureState State, string Source)
{
    /// <summary>No file says it.</summary>
    internal static readonly KernelAnswer Unknown = new(FeatureState.Unknown, "");
}
