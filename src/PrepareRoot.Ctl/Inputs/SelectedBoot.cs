using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Ctl.Archives;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>What a boot loader starts.</summary>
/// <param name="CommandLine">The kernel command line.</param>
/// <param name="Initramfs">The images of the initramfs; empty if it is not known.</param>
internal sealed record SelectedBoot(BootCommandLine CommandLine, IReadOnlyList<ImagePart> Initramfs)
{
    private const string KernelPrefix = "vmlinuz-";

    /// <summary>The release of the kernel; null if its file does not say it.</summary>
    internal string? Release { get; init; }

    // Some lines of text.
    private const int EntryBound = 64 * 1024;

    /// <summary>Reads a boot entry.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="notes">What is to be said about it.</param>
    internal static SelectedBoot OfEntry(string path, List<string> notes)
    {
        var entry = ReadEntry(path);
        if (entry.Efi is { } efi)
        {
            // The boot loader passes the entry's options instead of those of the image.
            var image = UnifiedKernelImage.Read(BootEntry.Locate(path, efi), notes);
            return entry.CommandLine.Parts.Count == 0 ? image : image with { CommandLine = entry.CommandLine };
        }
        var name = entry.Linux![(entry.Linux!.LastIndexOf('/') + 1)..];
        return new SelectedBoot(entry.CommandLine, [.. entry.Initrds.Select(initrd => ImagePart.Whole(BootEntry.Locate(path, initrd)))])
        {
            Release = name.StartsWith(KernelPrefix, StringComparison.Ordinal) ? name[KernelPrefix.Length..] : null,
        };
    }

    /// <summary>Reads the file of a boot entry.</summary>
    internal static BootEntry ReadEntry(string path)
    {
        using var file = InputFile.Open(path);
        var buffer = new byte[EntryBound + 1];
        return BootEntry.Parse(path, buffer.AsSpan(0, file.ReadAll(buffer)));
    }
}
