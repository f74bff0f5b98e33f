using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Archives;

/// <summary>
/// The files in the image of an initramfs: cpio archives after each other, each compressed or not,
/// with NULs between them. Several images are as one. Nothing is unpacked to a disk.
/// </summary>
internal sealed class InitramfsImage : IInitramfsFiles
{
    private const string Prefix = "initramfs:";
    private const int PathMax = 4096; // linux/limits.h

    // The configuration and the keys are usually below these. What else is asked for is read in
    // another pass. The bound is on the sum of all that is kept.
    private static readonly string[] Kept = ["etc/", "usr/etc/", "usr/lib/ostree/", "usr/lib/composefs/"];
    private const long KeptBound = 32 * 1024 * 1024;

    private readonly ArchiveTree _tree = new();
    private readonly IReadOnlyList<ImagePart> _parts;
    private long _kept;

    private InitramfsImage(IReadOnlyList<ImagePart> parts) => _parts = parts;

    /// <summary>Reads the names and links of the images.</summary>
    /// <exception cref="FailureException">One of them is no initramfs.</exception>
    internal static InitramfsImage Read(params IReadOnlyList<ImagePart> parts)
    {
        var image = new InitramfsImage(parts);
        image.Scan(image.Add);
        return image;
    }

    /// <summary>Whether there is a regular file at a path, or a link to one.</summary>
    internal bool Has(string path) => _tree.Find(path, out var file) == Errno.None && file.Type == FileType.Regular;

    /// <inheritdoc/>
    public Result<InitramfsFile> Read(string path, int bound)
    {
        var shown = Prefix + path;
        var errno = _tree.Find(path, out var file);
        if (errno == Errno.ENOENT)
        {
            // A symbolic link that leads nowhere is a mistake, not a missing file.
            return _tree.EndsAtLink(path)
                ? new Fault(FaultCode.InitramfsUnreadable, shown + ": " + errno.Message() + " (a symbolic link leads nowhere)")
                : new InitramfsFile(shown, null);
        }
        if (errno == Errno.None && file.Type != FileType.Regular && !file.IsNullDevice)
            return new Fault(FaultCode.InitramfsUnreadable, shown + " must be a regular file, but is " + file.TypeText);
        if (errno == Errno.None && file.Size > (uint)bound)
            errno = Errno.EOVERFLOW;
        return errno == Errno.None ? new InitramfsFile(shown, ContentOf(file)) : errno.ToFault(FaultCode.InitramfsUnreadable, shown);
    }

    private byte[] ContentOf(ArchivedFile file)
    {
        if (file.Record == 0)
            return [];
        if (file.Content is null)
        {
            Scan((reader, record) =>
            {
                if (record.Number == file.Record)
                    file.Content = reader.Content((int)file.Size);
            });
        }
        return file.Content ?? [];
    }

    private void Add(CpioReader reader, CpioRecord record)
    {
        if (record.Name == CpioRecord.Trailer)
        {
            _tree.EndArchive();
            return;
        }
        var target = record.Type == FileType.SymbolicLink ? Encoding.UTF8.GetString(reader.Content(PathMax)) : "";
        if (_tree.Add(record, target) is not { } file || record.Size is 0 or > InitramfsConfiguration.Bound || !IsKept(record.Name))
            return;
        _kept += record.Size;
        if (_kept <= KeptBound)
            file.Content = reader.Content((int)record.Size);
    }

    private static bool IsKept(string name)
    {
        var path = name.AsSpan().TrimStart("./");
        foreach (var start in Kept)
        {
            if (path.StartsWith(start, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    // Every record of every archive, in order.
    private void Scan(Action<CpioReader, CpioRecord> visit)
    {
        var budget = new ReadBudget();
        foreach (var part in _parts)
        {
            using var file = InputFile.Open(part.Path);
            var input = new FilePart(file, part.Start, Math.Min(part.End, (long)file.Status.Size));
            try
            {
                Scan(input, budget, visit);
            }
            // Decompressors throw whatever they like at malformed data.
            catch (Exception e) when (e is not FailureException)
            {
                throw new FailureException(part.Name + ": can't be read as an initramfs: " + e.Message);
            }
        }
    }

    private static void Scan(FilePart input, ReadBudget budget, Action<CpioReader, CpioRecord> visit)
    {
        var start = input.Offset;
        var found = false;
        Span<byte> first = stackalloc byte[1];
        while (input.Peek(first) > 0)
        {
            if (first[0] == 0)
            {
                input.Offset++;
                continue;
            }
            found = true;
            if (first[0] == (byte)'0' && (input.Offset - start) % 4 == 0)
            {
                ScanArchives(new CpioReader(input, budget), onlyFirst: true, visit);
                continue;
            }
            using var content = CompressedArchive.Open(input);
            ScanArchives(new CpioReader(content, budget), onlyFirst: false, visit);
        }
        if (!found)
            throw new InvalidDataException("it is empty");
    }

    // What follows an uncompressed archive may be compressed.
    private static void ScanArchives(CpioReader reader, bool onlyFirst, Action<CpioReader, CpioRecord> visit)
    {
        var ended = false;
        while (reader.Next() is { } record)
        {
            visit(reader, record);
            ended = record.Name == CpioRecord.Trailer;
            if (ended && onlyFirst)
                return;
        }
        if (!ended)
            throw new InvalidDataException("its cpio archive has no end (" + CpioRecord.Trailer + ")");
    }
}

/// <summary>A part of a file that is an initramfs.</summary>
/// <param name="Path">The file.</param>
/// <param name="Start">Where the part begins.</param>
/// <param name="End">Where it ends, or beyond the end of the file.</param>
internal sealed record ImagePart(string Path, long Start, long End)
{
    /// <summary>Its path for messages.</summary>
    internal string Name { get; init; } = Path;

    /// <summary>A whole file.</summary>
    internal static ImagePart Whole(string path) => new(path, 0, long.MaxValue);
}
