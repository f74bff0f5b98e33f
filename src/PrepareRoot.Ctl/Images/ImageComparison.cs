using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Images;

/// <summary>
/// Compares the files of two images. Both walks have the same order, so it goes through them side by
/// side and keeps nothing.
/// </summary>
internal sealed class ImageComparison(OpenImage before, OpenImage after)
{
    /// <summary>Calls a function for each difference, in the order of the paths.</summary>
    internal void ForEach(Action<ImageChange> report)
    {
        var (left, right) = (new ImageWalk(before.Content), new ImageWalk(after.Content));
        var (hasLeft, hasRight) = (Next(left, out var old), Next(right, out var @new));
        while (hasLeft || hasRight)
        {
            var order = !hasLeft ? 1 : !hasRight ? -1 : Order(old!.Path, @new!.Path);
            if (order < 0)
                report(new ImageChange(ImageChange.Removed, NameText.Of(old!.Path)));
            else if (order > 0)
                report(new ImageChange(ImageChange.Added, NameText.Of(@new!.Path)));
            else
                Compare(old!, @new!, report);
            if (order <= 0)
                hasLeft = Next(left, out old);
            if (order >= 0)
                hasRight = Next(right, out @new);
        }
    }

    // A directory comes before what is in it, and what is in it before the next name.
    private static int Order(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var same = left.CommonPrefixLength(right);
        return Rank(left, same) - Rank(right, same);
    }

    private static int Rank(ReadOnlySpan<byte> path, int at) => at == path.Length ? 0 : path[at] == '/' ? 1 : path[at] + 1;

    private static bool Next(ImageWalk walk, [NotNullWhen(true)] out ImageEntry? entry) =>
        walk.Next(out entry) || (walk.Fault is null ? false : throw FailureException.Of(walk.Fault));

    private void Compare(ImageEntry old, ImageEntry @new, Action<ImageChange> report)
    {
        var (oldOverlay, newOverlay) = (before.Overlay(old), after.Overlay(@new));
        var was = FileFacts.Of(before, old, oldOverlay, newOverlay.Digest?.Algorithm);
        var @is = FileFacts.Of(after, @new, newOverlay, oldOverlay.Digest?.Algorithm);
        foreach (var attribute in was.Keys.Union(@is.Keys))
        {
            var (from, to) = (was.GetValueOrDefault(attribute), @is.GetValueOrDefault(attribute));
            if (from != to)
                report(new ImageChange(ImageChange.Changed, NameText.Of(@new.Path), attribute, from, to));
        }
    }
}
