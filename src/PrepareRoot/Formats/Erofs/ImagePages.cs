using System;
using PrepareRoot.Linux;

namespace PrepareRoot.Formats;

/// <summary>
/// Reads an image in pages and keeps the last ones, at most 16 MiB. A page is never overwritten: who
/// holds a part of it keeps its content, also when the page is replaced here.
/// </summary>
internal sealed class ImagePages(IImageBytes bytes)
{
    private const int PageBits = 14;
    private const int PageSize = 1 << PageBits;
    private const int MaxPages = 1024;

    // A page has its place by its number, as metadata is nearly sequential.
    private readonly (ulong Number, byte[]? Content)[] _pages = new (ulong, byte[]?)[MaxPages];

    /// <summary>How many bytes the image has.</summary>
    internal ulong Size => bytes.Size;

    /// <summary>Reads a range, which must be within the image.</summary>
    /// <returns>ENODATA: the image became shorter.</returns>
    internal Errno Read(ulong offset, int count, out ReadOnlyMemory<byte> content)
    {
        content = default;
        var start = (int)(offset & (PageSize - 1));
        if (count <= PageSize - start)
        {
            var errno = Page(offset >> PageBits, out var page);
            if (errno == Errno.None)
                content = page.AsMemory(start, count);
            return errno;
        }
        var copy = new byte[count];
        for (var done = 0; done < count;)
        {
            var errno = Page((offset + (ulong)done) >> PageBits, out var page);
            if (errno != Errno.None)
                return errno;
            start = (int)((offset + (ulong)done) & (PageSize - 1));
            var part = page.AsSpan(start, Math.Min(page.Length - start, count - done));
            part.CopyTo(copy.AsSpan(done));
            done += part.Length;
        }
        content = copy;
        return Errno.None;
    }

    private Errno Page(ulong number, out byte[] content)
    {
        ref var place = ref _pages[number % MaxPages];
        if (place.Content is { } kept && place.Number == number)
        {
            content = kept;
            return Errno.None;
        }
        content = new byte[(int)Math.Min(PageSize, Size - (number << PageBits))];
        var errno = bytes.ReadAt(content, number << PageBits, out var count);
        if (errno == Errno.None && count < content.Length)
            errno = Errno.ENODATA;
        if (errno == Errno.None)
            place = (number, content);
        return errno;
    }
}
