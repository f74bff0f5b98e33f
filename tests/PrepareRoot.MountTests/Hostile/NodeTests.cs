using System;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// A file of another kind instead of a regular file or a directory. Opening a FIFO blocks until its
/// other end is opened, and opening a device may have side effects. The fault names the kind, and
/// the file was not opened.
/// </summary>
public class NodeTests
{
    private const int Succeeds = 0;
    private const int Fails = 1;

    // How to create it, its name in the message, and the exit status of an unhardened program that
    // reads it (null: it does not end) or opens it (null: that fails, or has no effect).
    private static readonly (string Make, string Kind, int? Read, int? Open)[] _nodes =
    [
        ("mkfifo \"$place\"", "a FIFO", null, Succeeds),
        ("mknod \"$place\" c 1 5", "a character device", Succeeds, Succeeds),
        ("mknod \"$place\" b $(stat --format='%Hd %Ld' sysroot)", "a block device", Succeeds, Succeeds),
        ("perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); bind(S, pack_sockaddr_un(\"s\")) or die' && mv s \"$place\"", "a socket", Fails, null),
        ("mkdir \"$place\"", "a directory", Fails, null),
        ("touch \"$place\"", "a regular file", Succeeds, null),
    ];

    public static TheoryData<string> Places => [.. DiskPlace.All.Select(place => place.Name)];

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Places))]
    public void Wrong_kind_of_file_is_refused_without_being_opened(string name)
    {
        var place = DiskPlace.All.Single(other => other.Name == name);
        using var machine = place.Start();
        var path = machine.PathInSysroot(place.Path);
        var belongs = place.IsDirectory ? "a directory" : "a regular file";
        foreach (var node in _nodes.Where(node => node.Kind != belongs))
        {
            machine.Shell($"place='sysroot/{place.Path}'; mv \"$place\" sysroot/sound; {node.Make}");
            using var watch = new OpenWatch(path);
            var before = machine.Observe();

            var result = machine.Run(place.CommandLine);

            Assert.Equal((node.Kind, 0), (node.Kind, watch.Count()));
            Assert.Contains($"refused [{place.Fault.Name}]: ", result.Error, StringComparison.Ordinal);
            Assert.Contains($"/sysroot/{place.Shown} {place.Cause}{node.Kind}", result.Error, StringComparison.Ordinal);
            Assert.Equal(1, result.ExitStatus);
            Assert.Equal(before.Exact, machine.Observe().Exact);

            if (node.Read is { } reads)
                Assert.Equal((node.Kind, reads), (node.Kind, UnhardenedReader.Read(path)));
            else
                Assert.True(UnhardenedReader.WaitsToRead(path), node.Kind);
            if (node.Open is { } opens)
            {
                Assert.Equal(opens, UnhardenedReader.Open(path));
                Assert.NotEqual((node.Kind, 0), (node.Kind, watch.Count()));
            }
            machine.Shell($"place='sysroot/{place.Path}'; rm -r \"$place\"; mv sysroot/sound \"$place\"");
        }
    }
}
