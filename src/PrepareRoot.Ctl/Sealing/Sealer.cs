using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using PrepareRoot.Ctl.Checking;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// Makes a deployment of a tree: first the objects, then the image, then the name that boots it. What
/// fails before that leaves nothing.
/// </summary>
/// <param name="request">What is to be sealed.</param>
/// <param name="arguments">The kernel arguments that boot an image.</param>
/// <param name="error">Where progress is shown, if it is a terminal.</param>
/// <param name="stop">Stops it.</param>
internal sealed class Sealer(SealRequest request, Func<FsVerityDigest, string> arguments, TextWriter error, CancellationToken stop)
{
    /// <summary>Makes the deployment.</summary>
    internal SealResult Run()
    {
        using var directory = Open(request.Tree);
        using var uki = request.Uki is { } wanted ? UkiBuild.Begin(wanted, request.Tree, directory) : null;
        var tree = SourceTree.Read(request.Tree, directory, request.Special, request.Format == ImageFormat.V2, stop);
        if (request.Format == ImageFormat.V2)
            RefuseV1Only(tree, tree.Root);
        using var disk = OutputDisk.Open(request, directory);
        var store = disk.Objects;
        store.Probe();
        if (!store.HasVerity && !request.AllowsNoVerity)
            throw new FailureException(request.Output + ": its file system has no fs-verity, so that nothing would protect the files: make it with 'mkfs.ext4 -O verity', or give --allow-no-verity");
        SealContents(tree, store);
        foreach (var (copy, of) in tree.Copies)
            (copy.Content, copy.Object) = (of.Content, of.Object);
        var (digest, size) = WriteImage(tree, store);
        var text = arguments(digest);
        uki?.Make(text, stop);
        disk.Deploy(digest, uki);
        return new SealResult(digest, text, size, tree.Contents.Count + tree.Copies.Count, store.Added, tree.Skipped, store.HasVerity);
    }

    private void SealContents(SourceTree tree, ObjectStore store)
    {
        var total = tree.Contents.Aggregate(0UL, (sum, content) => sum + content.File.Size);
        var done = 0UL;
        using var progress = new ProgressLine(error, ConsoleText.Escape(tree.Path), total);
        try
        {
            Parallel.ForEach(
                Partitioner.Create(tree.Contents, EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop },
                () => new ContentSealer(tree, store, request.Algorithm),
                (content, _, sealer) =>
                {
                    sealer.Seal(content);
                    lock (progress)
                        progress.Show(done += content.File.Size);
                    return sealer;
                },
                _ => { });
        }
        catch (AggregateException problems)
        {
            // Several threads may have failed: the same tree has the same message.
            throw problems.InnerExceptions.OfType<FailureException>().OrderBy(failure => failure.Message, StringComparer.Ordinal).FirstOrDefault()
                ?? problems.InnerExceptions[0];
        }
    }

    private (FsVerityDigest Digest, ulong Size) WriteImage(SourceTree tree, ObjectStore store)
    {
        stop.ThrowIfCancellationRequested();
        using var file = store.Begin();
        var size = 0UL;
        var digest = ImageWriter.Write(tree.Root, request.Format, request.Algorithm, part =>
        {
            store.Write(file, part);
            size += (ulong)part.Length;
        });
        stop.ThrowIfCancellationRequested();
        if (!store.Has(digest, size, new ObjectReader()))
            store.Finish(file, digest);
        return (digest, size);
    }

    // How the format has whiteouts is not specified (composefs-rs: doc/image-format.md, "Special
    // handling for overlayfs"). Its header has no flag for access control lists: who mounts images
    // without the flag with noacl, as this project does, would ignore them.
    private static void RefuseV1Only(SourceTree tree, ImageFile file)
    {
        if (file.IsWhiteout)
            throw new FailureException(tree.Show(file.Path) + ": is an overlayfs whiteout, which format v2 has not: give --format v1");
        if (file.Xattrs.Any(xattr => xattr.IsAcl))
            throw new FailureException(tree.Show(file.Path) + ": has an access control list, which format v2 has not: give --format v1");
        foreach (var name in file.Names)
            RefuseV1Only(tree, name.File);
    }

    private static FileDescriptor Open(string path)
    {
        var errno = Files.Open(null, path, Files.O_RDONLY | Files.O_DIRECTORY, 0, out var directory);
        return errno == Errno.None ? directory : throw new FailureException(path + ": " + errno.Message());
    }
}
