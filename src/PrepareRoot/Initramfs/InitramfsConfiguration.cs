using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Initramfs;

/// <summary>The configuration that the initramfs holds, both files of it.</summary>
/// <param name="Initramfs">Where it was read from.</param>
/// <param name="PrepareRoot">What <c>prepare-root.conf</c> says.</param>
/// <param name="SetupRoot">What <c>setup-root-conf.toml</c> says.</param>
/// <param name="Files">
/// The files that were there: absolute paths below the root that they were read from.
/// </param>
internal sealed record InitramfsConfiguration(
    IInitramfsFiles Initramfs, PrepareRootConfiguration PrepareRoot, SetupRootConfiguration SetupRoot, IReadOnlyList<string> Files)
{
    /// <summary>The most bytes that a file of the configuration or of keys may have.</summary>
    internal const int Bound = 1024 * 1024;

    // The file in /etc replaces the other one whole.
    private static readonly string[] Paths = ["/etc/ostree/prepare-root.conf", "/usr/lib/ostree/prepare-root.conf"];

    /// <summary>Settings that have no effect, each with its file and line.</summary>
    internal IReadOnlyList<string> Warnings => [.. PrepareRoot.Warnings, .. SetupRoot.Warnings];

    /// <summary>Reads both files. One that is missing gives its defaults.</summary>
    /// <param name="initramfs">Where they are read from.</param>
    /// <param name="setupRoot">The path of <c>setup-root-conf.toml</c>.</param>
    /// <returns>
    /// The configuration; <see cref="FaultCode.InitramfsUnreadable"/> or <see
    /// cref="FaultCode.ConfigurationMalformed"/>.
    /// </returns>
    internal static Result<InitramfsConfiguration> Read(IInitramfsFiles initramfs, string setupRoot)
    {
        var files = new List<string>();
        if (!ReadPrepareRoot(initramfs, files).Try(out var prepareRoot, out var fault)
            || !ReadSetupRoot(initramfs, setupRoot, files).Try(out var setup, out fault))
        {
            return fault;
        }
        return new InitramfsConfiguration(initramfs, prepareRoot, setup, files);
    }

    /// <summary>Reads the public keys that <c>composefs.keypath</c> names.</summary>
    /// <param name="path">The file.</param>
    /// <returns>
    /// The keys; <see cref="FaultCode.KeysMalformed"/> if there are none, or if a line is no key.
    /// </returns>
    internal Result<PublicKeys> ReadKeys(string path)
    {
        if (!Initramfs.Read(path, Bound).Try(out var file, out var fault))
            return fault;
        return file.Content is null
            ? Errno.ENOENT.ToFault(FaultCode.KeysMalformed, file.Path)
            : PublicKeys.Parse(file.Path, file.Content);
    }

    private static Result<PrepareRootConfiguration> ReadPrepareRoot(IInitramfsFiles initramfs, List<string> files)
    {
        foreach (var path in Paths)
        {
            if (!initramfs.Read(path, Bound).Try(out var file, out var fault))
                return fault;
            if (file.Content is null)
                continue;
            files.Add(path);
            return KeyFile.Parse(file.Path, file.Content).Try(out var keyFile, out fault)
                ? PrepareRootConfiguration.From(keyFile)
                : fault;
        }
        return PrepareRootConfiguration.Default;
    }

    private static Result<SetupRootConfiguration> ReadSetupRoot(IInitramfsFiles initramfs, string path, List<string> files)
    {
        if (!initramfs.Read(path, Bound).Try(out var file, out var fault))
            return fault;
        if (file.Content is null)
            return SetupRootConfiguration.Default;
        files.Add(path);
        return SetupRootConfiguration.Parse(file.Path, file.Content);
    }
}
