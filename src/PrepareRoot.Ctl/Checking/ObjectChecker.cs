using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Checking;

/// <summary>
/// Checks the objects of images, each once, with as many threads as there are processors. One
/// thread at a time walks the image; each takes the next objects from it, so nothing is queued.
/// </summary>
/// <remarks>
/// It remembers the first 2.8 million objects (about 150 MB), and checks others as often as an
/// image names them. It keeps what is wrong with ten thousand.
/// </remarks>
/// <param name="directory">The directory of the objects.</param>
/// <param name="deep">Whether the objects are read.</param>
internal sealed class ObjectChecker(ObjectDirectory directory, bool deep)
{
    // Just below a size at which HashSet doubles its memory.
    private const int MaxSeen = 2_800_000;
    private const int MaxFaults = 10_000;

    // How many objects a thread takes at a time.
    private const int BatchSize = 64;

    // Whether fs-verity is needed is a part of the question.
    private readonly HashSet<(UInt128, bool)> _seen = [];
    private readonly ConcurrentDictionary<(UInt128, bool), ObjectFault> _faults = new();
    private long _faultCount;
    private long _faultsLeftOut;

    /// <summary>The directory of the objects.</summary>
    internal ObjectDirectory Directory => directory;

    /// <summary>Checks the objects of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="needsVerity">Whether the policy requires fs-verity.</param>
    /// <param name="error">Where progress is shown, if it is a terminal.</param>
    /// <param name="findings">Receives what is wrong.</param>
    internal ObjectsReport Check(ErofsImage image, bool needsVerity, TextWriter error, Findings findings)
    {
        var walk = new ImageWalk(image);
        long files = 0, looked = 0, verified = 0;
        _faultsLeftOut = 0;
        using (var progress = new ProgressLine(error, ConsoleText.Escape(image.Path), image.InodeCount))
        {
            Parallel.ForEach(
                Partitioner.Create(New().Chunk(BatchSize), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
                () => deep ? new ObjectReader() : null,
                (batch, _, reader) =>
                {
                    foreach (var (required, key) in batch)
                    {
                        var fault = directory.Check(required, needsVerity, reader, out var isVerified);
                        if (isVerified)
                            Interlocked.Increment(ref verified);
                        if (fault is not null)
                            Add(key, fault);
                    }
                    Interlocked.Add(ref looked, batch.Length);
                    return reader;
                },
                _ => { });

            IEnumerable<(ObjectRequirement Required, (UInt128, bool) Key)> New()
            {
                ulong done = 0;
                while (walk.Next(out var entry))
                {
                    progress.Show(++done);
                    if (entry.Overlay is not { } overlay || ObjectRequirement.Of(entry.Inode, overlay) is not { } required)
                        continue;
                    files++;
                    var key = (required.Key(), needsVerity);
                    if (IsNew(key))
                        yield return (required, key);
                }
            }
        }
        if (walk.Fault is { } fault)
            findings.Add(Finding.Damaged(fault));
        if (!_faults.IsEmpty)
            NamePaths(image, needsVerity, findings);
        findings.LeftOut += _faultsLeftOut;
        return new ObjectsReport(files, looked, verified);
    }

    private bool IsNew((UInt128, bool) key) => _seen.Count < MaxSeen ? _seen.Add(key) : !_seen.Contains(key);

    // What isn't kept is not seen either: another image that has it asks again.
    private void Add((UInt128, bool) key, ObjectFault fault)
    {
        // Other threads add at the same time.
        if (Interlocked.Increment(ref _faultCount) <= MaxFaults)
            _faults[key] = fault;
        else
            Interlocked.Increment(ref _faultsLeftOut);
    }

    // Only the damaged objects' paths are needed, so they are looked for in a second walk.
    private void NamePaths(ErofsImage image, bool needsVerity, Findings findings)
    {
        var named = new Dictionary<(UInt128, bool), Finding>();
        var walk = new ImageWalk(image);
        while (walk.Next(out var entry))
        {
            // An inode's second name has no metadata in the walk.
            var overlay = entry.Overlay;
            if (overlay is null && !OverlayMetadata.Of(image, entry.Inode).Try(out overlay, out _))
                continue;
            if (ObjectRequirement.Of(entry.Inode, overlay) is not { } required)
                continue;
            var key = (required.Key(), needsVerity);
            if (named.TryGetValue(key, out var finding))
                named[key] = finding with { More = finding.More + 1 };
            else if (_faults.TryGetValue(key, out var fault))
                named[key] = Of(fault, required, entry);
        }
        foreach (var finding in named.Values)
            findings.Add(finding);
    }

    /// <summary>The finding about an object.</summary>
    internal static Finding Of(ObjectFault fault, ObjectRequirement required, ImageEntry entry)
    {
        var name = NameText.Of(required.Path.Span);
        return new Finding(fault.Code, fault.IsUnknown ? Verdicts.Unknown : Verdicts.Damaged, "object " + name + " " + fault.Cause)
        {
            Path = NameText.Of(entry.Path),
            Object = name,
        };
    }
}
