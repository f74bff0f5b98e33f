using System;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Images;

/// <summary>An image file that a command reads.</summary>
internal sealed class OpenImage : IDisposable
{
    private readonly InputFile _file;

    private OpenImage(InputFile file, ErofsImage content)
    {
        _file = file;
        Content = content;
    }

    /// <summary>What is in it.</summary>
    internal ErofsImage Content { get; }

    internal static OpenImage At(string path)
    {
        var file = InputFile.Open(path);
        if (ErofsImage.Open(path, file.Bytes).Try(out var content, out var fault))
            return new OpenImage(file, content);
        file.Dispose();
        throw FailureException.Of(fault);
    }

    /// <summary>Calls a function for each file, in the order of <see cref="ImageWalk"/>.</summary>
    internal void ForEach(Action<ImageEntry> action)
    {
        var walk = new ImageWalk(Content);
        while (walk.Next(out var entry))
            action(entry);
        if (walk.Fault is { } fault)
            throw FailureException.Of(fault);
    }

    /// <summary>
    /// The extended attributes of a file. Other than <see cref="ImageEntry.Overlay"/>, they are
    /// there for every name of it.
    /// </summary>
    internal OverlayMetadata Overlay(ImageEntry entry)
    {
        if (entry.Overlay is { } known)
            return known;
        return OverlayMetadata.Of(Content, entry.Inode).Try(out var overlay, out var fault)
            ? overlay
            : throw FailureException.Of(Content.Named(fault, entry.Path));
    }

    /// <summary>The target of a symbolic link.</summary>
    internal ReadOnlySpan<byte> Target(ImageEntry entry) =>
        Content.Target(entry.Inode).Try(out var target, out var fault) ? target.Span : throw FailureException.Of(Content.Named(fault, entry.Path));

    /// <summary>The value of an extended attribute of a file.</summary>
    internal ReadOnlySpan<byte> Value(ImageEntry entry, ErofsXattr xattr) =>
        Content.Value(xattr).Try(out var value, out var fault) ? value.Span : throw FailureException.Of(Content.Named(fault, entry.Path));

    /// <summary>A part of the content of a file that has it in the image.</summary>
    /// <param name="entry">The file.</param>
    /// <param name="position">Where it begins.</param>
    internal ReadOnlySpan<byte> Data(ImageEntry entry, ulong position) =>
        Content.Data(entry.Inode, position).Try(out var data, out var fault) ? data.Span : throw FailureException.Of(Content.Named(fault, entry.Path));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
