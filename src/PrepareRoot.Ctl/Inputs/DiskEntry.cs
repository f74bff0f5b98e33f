using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Deployments;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>
/// A boot entry of a disk, or a unified kernel image that boot loaders list without one.
/// </summary>
/// <param name="Name">The name of its file, without <c>.conf</c> or <c>.efi</c>.</param>
/// <param name="Path">
/// The absolute path of its file, without links below the root of the disk.
/// </param>
/// <param name="IsImage">Whether it is a unified kernel image.</param>
internal sealed record DiskEntry(string Name, string Path, bool IsImage)
{
    private const string EntrySuffix = ".conf";
    private const string ImageSuffix = ".efi";
    private const int MaxEntries = 256;

    // Types #1 and #2 of the Boot Loader Specification.
    private const string EntryDirectory = "/loader/entries";
    private const string ImageDirectory = "/EFI/Linux";

    // Where the EFI system partition or XBOOTLDR usually is mounted.
    private static readonly string[] _bootDirectories = ["/boot", "/efi", "/boot/efi"];

    /// <summary>
    /// The entries below a directory, the last name first, as boot loaders show them, then the
    /// images in <c>EFI/Linux</c> that no entry names. A link is not followed out of it.
    /// </summary>
    /// <param name="root">The root of the disk.</param>
    /// <returns>Empty if there are none.</returns>
    internal static IReadOnlyList<DiskEntry> Below(string root) => Find(root, _bootDirectories);

    /// <summary>The same of a partition that would be mounted in such a directory.</summary>
    /// <param name="root">The root of the partition.</param>
    internal static IReadOnlyList<DiskEntry> OnBootPartition(string root) => Find(root, [""]);

    private static IReadOnlyList<DiskEntry> Find(string root, string[] parents)
    {
        if (!Disk.OpenAnywhere(root).Try(out var disk, out var fault))
            throw FailureException.Of(fault);
        using (disk)
        {
            var entries = parents.SelectMany(parent => List(disk, parent + EntryDirectory, EntrySuffix, isImage: false)).ToArray();
            var named = entries.Select(ImageOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var images = parents
                .SelectMany(parent => List(disk, parent + ImageDirectory, ImageSuffix, isImage: true))
                .Where(image => !named.Contains(image.Path));
            return [.. entries.Concat(images).DistinctBy(entry => entry.Path, StringComparer.Ordinal)];
        }
    }

    /// <summary>Reads it.</summary>
    /// <param name="notes">What is to be said about it.</param>
    internal SelectedBoot Read(List<string> notes) => IsImage ? UnifiedKernelImage.Read(Path, notes) : SelectedBoot.OfEntry(Path, notes);

    // The unified kernel image that an entry names; null if it names none, or can't be read.
    private static string? ImageOf(DiskEntry entry)
    {
        try
        {
            return SelectedBoot.ReadEntry(entry.Path).Efi is { } image ? BootEntry.Locate(entry.Path, image) : null;
        }
        catch (FailureException)
        {
            return null;
        }
    }

    private static IReadOnlyList<DiskEntry> List(Disk disk, string directory, string suffix, bool isImage)
    {
        if (ResolvedPath.Find(disk.Root, directory, out var path) != Errno.None
            || Files.Open(disk.Root, path[1..], Files.O_RDONLY | Files.O_DIRECTORY, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var opened) != Errno.None)
        {
            return [];
        }
        using (opened)
        {
            var errno = Files.List(opened, MaxEntries, out var names);
            if (errno != Errno.None)
                throw new FailureException(disk.Path + path + ": " + errno.Message());
            return
            [
                .. from name in names
                   where name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
                   orderby name descending
                   where ResolvedPath.Find(disk.Root, path + "/" + name, out _) == Errno.None
                   select new DiskEntry(name[..^suffix.Length], disk.Path + Resolve(disk, path + "/" + name), isImage),
            ];
        }
    }

    private static string Resolve(Disk disk, string path) =>
        ResolvedPath.Find(disk.Root, path, out var resolved) == Errno.None ? resolved : path;
}
