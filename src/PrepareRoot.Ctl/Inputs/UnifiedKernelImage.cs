using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using PrepareRoot.Ctl.Archives;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>
/// A unified kernel image as <c>systemd-stub(7)</c> starts it: its own command line, then those of
/// the addons, the global ones first. A command line that the boot loader passes replaces the first
/// where Secure Boot is off; here nothing passes one.
/// </summary>
internal static class UnifiedKernelImage
{
    private const string CommandLineSection = ".cmdline";
    private const string AddonSuffix = ".addon.efi";

    // The kernel's own limit is some kilobytes.
    private const int CommandLineBound = 64 * 1024;
    private const int MaxAddons = 256;
    private const int ReleaseBound = 4096;

    /// <summary>Reads the command line, and finds the initramfs.</summary>
    /// <param name="path">The absolute path of the image.</param>
    /// <param name="notes">What is to be said about it.</param>
    internal static SelectedBoot Read(string path, List<string> notes)
    {
        var parts = new List<CommandLinePart>();
        ImagePart[] initramfs = [];
        string? release = null;
        using (var file = InputFile.Open(path))
        {
            var image = PeFile.Read(file);
            if (image.Find(".linux") is null)
                throw new FailureException(path + ": must be a unified kernel image, but has no section .linux");
            Add(parts, path, image);
            if (image.Find(".initrd") is { } initrd)
                initramfs = [new ImagePart(path, initrd.Offset, (long)initrd.Offset + initrd.Size)];
            if (image.Find(".uname") is { } uname)
                release = Text(image.Content(uname, ReleaseBound));
            if (image.Find(".profile") is not null)
                notes.Add(path + " has several profiles: this is the first");
        }
        foreach (var addon in Addons(path))
        {
            using var file = InputFile.Open(addon);
            Add(parts, addon, PeFile.Read(file));
        }
        return new SelectedBoot(new BootCommandLine(path, parts), initramfs) { Release = release };
    }

    private static void Add(List<CommandLinePart> parts, string path, PeFile image)
    {
        if (image.Find(CommandLineSection) is not { } section)
            return;
        parts.Add(new CommandLinePart(Text(image.Content(section, CommandLineBound)), path + " " + CommandLineSection));
    }

    // systemd-stub ends it at a NUL.
    private static string Text(byte[] content)
    {
        var text = Encoding.UTF8.GetString(content);
        var end = text.IndexOf('\0', StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).Trim();
    }

    // ESP/EFI/Linux/NAME.efi has those in ESP/loader/addons and in NAME.efi.extra.d, in the order
    // of their names.
    private static IEnumerable<string> Addons(string path)
    {
        var parts = path.Split('/');
        var partition = parts is [.., "EFI", "Linux", _] ? string.Join('/', parts[..^3]) : null;
        return [.. partition is null ? [] : AddonsIn(partition + "/loader/addons"), .. AddonsIn(path + ".extra.d")];
    }

    private static string[] AddonsIn(string directory)
    {
        var errno = Files.Open(null, directory, Files.O_RDONLY | Files.O_DIRECTORY, 0, out var opened);
        if (errno is Errno.ENOENT or Errno.ENOTDIR)
            return [];
        if (errno != Errno.None)
            throw new FailureException(directory + ": " + errno.Message());
        using (opened)
        {
            errno = Files.List(opened, MaxAddons, out var names);
            if (errno != Errno.None)
                throw new FailureException(directory + ": " + errno.Message());
            return
            [
                .. names
                    .Where(name => name.EndsWith(AddonSuffix, StringComparison.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal)
                    .Select(name => Path.Combine(directory, name)),
            ];
        }
    }
}
