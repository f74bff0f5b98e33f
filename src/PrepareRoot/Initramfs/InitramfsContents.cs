using System;
using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Initramfs;

/// <summary>
/// What the initramfs for a tree needs beside the boot program: the answer for the generators of
/// initramfs, from the same parsers that read the configuration at boot.
/// </summary>
/// <param name="Files">The configuration and the keys.</param>
/// <param name="Warnings">Settings without an effect, and what prevents a boot.</param>
/// <param name="RunsAlways">
/// Whether the boot program runs on any kernel command line. Where verification or a measurement is
/// asked for, a command line that names no root must not lead around it: the program runs and
/// refuses.
/// </param>
/// <param name="MeasurePcr">
/// The number of the PCR that is extended; null: none. If it is set, the initramfs needs
/// systemd-pcrextend and a driver for the TPM.
/// </param>
internal sealed record InitramfsContents(
    IReadOnlyList<CopiedFile> Files, IReadOnlyList<string> Warnings, bool RunsAlways, int? MeasurePcr)
{
    private static readonly string[] FileSystemModules = ["erofs", "overlay", "loop"];

    // In older kernels, fs-verity's other hash is a module. Of the two TPM drivers, a machine needs
    // one.
    private static readonly string[] HashModules = ["sha512_generic"];
    private static readonly string[] HashAndTpmModules = [.. HashModules, "tpm_tis", "tpm_crb"];

    /// <summary>What follows a refusal, and its delay in seconds.</summary>
    internal required (string Action, int Delay) Refusal { get; init; }

    /// <summary>The kernel modules that it needs, unless the kernel has them built in.</summary>
    internal static IReadOnlyList<string> Modules => FileSystemModules;

    /// <summary>
    /// The kernel modules that it needs where the kernel has them as modules: not every kernel has
    /// them.
    /// </summary>
    internal IReadOnlyList<string> OptionalModules => MeasurePcr is null ? HashModules : HashAndTpmModules;

    /// <summary>Reads the configuration of a tree.</summary>
    /// <param name="root">The tree; null: the root of the process.</param>
    /// <returns>
    /// What its initramfs needs; a fault where the boot program would refuse the configuration, or
    /// the keys that <c>enabled = signed</c> asks for, on every command line. Missing keys are a
    /// warning.
    /// </returns>
    internal static Result<InitramfsContents> Of(string? root)
    {
        var errno = Linux.Files.Open(null, root ?? "/", Linux.Files.O_PATH | Linux.Files.O_DIRECTORY, 0, out var tree);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.InitramfsUnreadable, root ?? "/");
        using (tree)
        {
            if (!InitramfsConfiguration.Read(new InitramfsDirectory(root), Options.DefaultSetupConfiguration).Try(out var configuration, out var fault))
                return fault;
            var warnings = new List<string>(configuration.Warnings);
            var paths = new List<string>(configuration.Files);
            fault = AddKeys(root, configuration, paths, warnings);
            var register = configuration.PrepareRoot.MeasurePcr;
            fault ??= register is not null ? WarnOfPcrextend(root, tree, configuration, warnings) : null;
            if (fault is not null)
                return fault;
            var files = new List<CopiedFile>();
            foreach (var path in paths)
            {
                errno = ResolvedPath.Find(tree, path, out var source);
                if (errno != Errno.None)
                    return errno.ToFault(FaultCode.InitramfsUnreadable, root + path);
                files.Add(new CopiedFile(path, source));
            }
            var verifies = configuration.PrepareRoot.Composefs >= ComposefsMode.Verity;
            return new InitramfsContents(files, warnings, verifies || register is not null, register)
            {
                Refusal = (configuration.PrepareRoot.RefusalAction, configuration.PrepareRoot.RefusalDelay),
            };
        }
    }

    // The kernel command line can require signatures too: keys that exist are always copied.
    private static Fault? AddKeys(string? root, InitramfsConfiguration configuration, List<string> paths, List<string> warnings)
    {
        var signed = configuration.PrepareRoot.Composefs == ComposefsMode.Signed;
        var path = configuration.PrepareRoot.KeyPath;
        // The generators make the directories of the path in the initramfs. A ".." could leave it.
        if (Array.IndexOf(path.Split('/'), "..") >= 0)
        {
            return new Fault(
                FaultCode.ConfigurationMalformed,
                root + configuration.Files[0] + ": composefs.keypath must have no '..' where an initramfs is built, but is " + OffendingText.Quote(path));
        }
        if (!configuration.Initramfs.Read(path, InitramfsConfiguration.Bound).Try(out var file, out var fault)
            || (file.Content is not null && !PublicKeys.Parse(file.Path, file.Content).Try(out _, out fault)))
        {
            if (signed)
                return fault;
            warnings.Add(fault.Cause + ": left out, so a signature that the kernel command line asks for is refused");
        }
        else if (file.Content is not null)
        {
            paths.Add(path);
        }
        else if (signed)
        {
            warnings.Add(root + configuration.Files[0] + ": enabled=signed, but there is no " + file.Path + ": the machine will not boot");
        }
        return null;
    }

    private static Fault? WarnOfPcrextend(
        string? root, FileDescriptor tree, InitramfsConfiguration configuration, List<string> warnings)
    {
        var errno = Linux.Files.Open(tree, Measurement.Program, Linux.Files.O_PATH, Linux.Files.RESOLVE_IN_ROOT, out var program);
        if (errno == Errno.None)
        {
            program.Dispose();
            return null;
        }
        if (errno != Errno.ENOENT)
            return errno.ToFault(FaultCode.InitramfsUnreadable, root + Measurement.Program);
        warnings.Add(
            root + configuration.Files[0] + ": measure.pcr is set, but there is no " + root + Measurement.Program
            + ": the machine will not boot");
        return null;
    }
}
