using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Ctl.Archives;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// Whether the kernel of the deployment can do what the boot needs, and whether the modules are
/// there. What no file says is a note: it prevents nothing.
/// </summary>
/// <param name="kernel">The kernel.</param>
/// <param name="files">The files of the new root.</param>
/// <param name="initramfs">
/// Its initramfs, from which modules are loaded; null if it is not known.
/// </param>
/// <param name="findings">Receives what is wrong.</param>
/// <param name="notes">Receives what is not known.</param>
internal sealed class KernelCheck(DeployedKernel kernel, RootFiles files, InitramfsImage? initramfs, Findings findings, List<string> notes)
{
    private static readonly KernelRelease _verityRequire = new(6, 6);

    /// <summary>Checks what a boot needs.</summary>
    /// <param name="needed">The features.</param>
    internal void Run(IReadOnlyList<KernelFeature> needed)
    {
        if (needed.Contains(KernelFeature.Erofs) && KernelFeature.NeedsLoop(kernel) is true)
            needed = [.. needed, KernelFeature.Loop];
        if (needed.Contains(KernelFeature.Verity) && KernelRelease.Parse(kernel.Release) is { } release && release < _verityRequire)
            notes.Add("the deployment's kernel is " + kernel.Release + ": overlayfs verifies files from Linux " + _verityRequire + " on, unless this was added to it");
        var unknown = new List<string>();
        foreach (var feature in needed)
        {
            var answer = kernel.Has(feature);
            if (answer.State == FeatureState.Unknown)
                unknown.Add(feature.What);
            else if (answer.State == FeatureState.Missing)
                Add("the kernel " + kernel.Release + " of the deployment has no " + feature.What + ": " + answer.Source, "install a kernel with CONFIG_" + feature.Option);
            else if (answer.State == FeatureState.Module)
                CheckModule(feature, answer);
        }
        if (unknown.Count > 0)
            notes.Add("whether the kernel " + kernel.Release + " of the deployment has " + string.Join(" and ", unknown) + " is not known: it came without its configuration");
    }

    // prepare-root runs in the initramfs. Where that is not known, the module must be in the tree,
    // from which an initramfs is made.
    private void CheckModule(KernelFeature feature, KernelAnswer answer)
    {
        if (feature.Module is null)
            return;
        var what = feature.What + " is a module of the kernel " + kernel.Release + " (" + answer.Source + "), but ";
        var paths = kernel.PathsOf(feature.Module);
        if (initramfs is not null && initramfs.Has(kernel.Directory + "/modules.dep"))
        {
            // A generator may have decompressed it.
            if (!paths.Append(KernelModule.Uncompressed(paths[0])).Any(path => initramfs.Has(kernel.Directory + "/" + path)))
                Add(what + "the initramfs has no " + feature.ModuleName + ".ko", "rebuild the initramfs with the module " + feature.ModuleName);
            return;
        }
        if (initramfs is not null)
            notes.Add("the initramfs has no " + kernel.Directory + "/modules.dep: whether it has the module " + feature.ModuleName + " is not known");
        Finding? damage = null;
        foreach (var path in paths)
        {
            if (!files.Find(kernel.Directory + "/" + path).Try(out var found, out _))
                continue;
            using (found)
            {
                if (found.Missing == Errno.None && found.Type == FileType.Regular && found.Unreadable == Errno.None)
                    return;
                damage ??= (found as ObjectFile)?.Damage;
            }
        }
        Add(what + kernel.Directory + "/" + paths[0] + (damage is null ? " is missing" : ": " + damage.Cause), "install the modules of the kernel");
    }

    private void Add(string cause, string remedy) => findings.Add(new Finding(FindingCodes.KernelLacks, Verdicts.Refused, cause) { Remedy = remedy });
}

/// <summary>The names of kernel modules.</summary>
internal static class KernelModule
{
    /// <summary>The path of a module as it is without compression.</summary>
    internal static string Uncompressed(string path) =>
        path.IndexOf(".ko.", StringComparison.Ordinal) is var end and >= 0 ? path[..(end + ".ko".Length)] : path;
}
