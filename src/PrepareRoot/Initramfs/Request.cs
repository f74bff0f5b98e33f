using System.Collections.Generic;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Initramfs;

/// <summary>
/// What is asked for: the caller's options, the kernel command line and the initramfs's
/// configuration.
/// </summary>
/// <param name="Options">What the caller says.</param>
/// <param name="Policy">What the command line and the configuration add up to.</param>
/// <param name="Keys">The keys whose signatures count; null if no signature is asked for.</param>
internal sealed record Request(Options Options, RootPolicy Policy, PublicKeys? Keys)
{
    private const string CommandLinePath = "/proc/cmdline";

    // Its heap is small, and a kernel takes some kilobytes.
    private const int CommandLineBound = 64 * 1024;

    /// <summary>Warnings about the command line. They do not change what is asked for.</summary>
    internal IReadOnlyList<string> Warnings => Policy.Signatures.Length > 0 && Policy.Composefs != ComposefsMode.Signed
        ? [RootPolicy.SignatureArgument + "= is ignored, because composefs.enabled in the initramfs is not signed"]
        : [];

    /// <summary>
    /// Reads the command line and the keys, and combines them with the configuration.
    /// </summary>
    internal static Result<Request> Read(Options options, InitramfsConfiguration configuration)
    {
        if (!ReadCommandLine(options).Try(out var commandLine, out var fault))
            return fault;
        if (!RootPolicy.From(commandLine, configuration.PrepareRoot, configuration.SetupRoot).Try(out var policy, out fault))
            return fault;
        if (options.RootTree is not null && UnverifiedTree.Refuse(policy) is { } refused)
            return refused;
        PublicKeys? keys = null;
        if (policy.Composefs == ComposefsMode.Signed && !configuration.ReadKeys(policy.KeyPath).Try(out keys, out fault))
            return fault;
        policy = policy with { RootTree = options.RootTree, MountsVarAndBoot = options.WithoutInitramfs, Inits = Inits(options, policy) };
        return new Request(options, policy, keys);
    }

    // Without an initramfs, init= names this program. What is attached elsewhere may be no system.
    private static string[] Inits(Options options, RootPolicy policy) =>
        options.Target is not null ? [] : options.WithoutInitramfs ? [RootPolicy.DefaultInit] : policy.Inits;

    private static Result<KernelCommandLine> ReadCommandLine(Options options)
    {
        if (options.CommandLine is { } given)
            return KernelCommandLine.Parse(given);
        if (!InitramfsFile.Read(null, CommandLinePath, CommandLineBound).Try(out var file, out var fault))
            return fault;
        return file.Content is null
            ? Errno.ENOENT.ToFault(FaultCode.InitramfsUnreadable, CommandLinePath)
            : KernelCommandLine.Parse(Encoding.UTF8.GetString(file.Content));
    }
}
