using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl.Sealing;

/// <summary>Trees and disks that <c>prepare-rootctl seal</c> refuses.</summary>
public sealed class SealFailureTests : IDisposable
{
    private readonly TreeToSeal _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task File_that_changes_while_it_is_read_is_a_failure_and_leaves_nothing()
    {
        var path = _tree.Tree + "/usr/log";
        // Large enough that a busy machine runs the writer while it is read.
        using (var file = File.Create(path))
            file.SetLength(64 << 20);
        using var stop = new CancellationTokenSource();
        var began = new TaskCompletionSource();
        var writer = Task.Run(() =>
        {
            using var log = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            while (!stop.IsCancellationRequested)
            {
                log.WriteByte(0);
                log.Flush();
                began.TrySetResult();
            }
        });
        await began.Task;
        try
        {
            _tree.AssertNothingIsLeft("tree/usr/log: changed while it was read", "--allow-no-verity");
        }
        finally
        {
            await stop.CancelAsync();
            await writer;
        }
    }

    [Fact]
    public void Socket_is_a_failure_unless_it_is_skipped_or_kept()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_tree.Tree + "/usr/socket"));
        _tree.AssertNothingIsLeft("tree/usr/socket: is a socket, which a system makes when it runs: remove it, or give --special-files skip or keep", "--allow-no-verity");

        Assert.Contains("1 device nodes and sockets were left out", _tree.Run("--allow-no-verity", "--special-files", "skip").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/missing: No such file or directory", "--allow-no-verity", "--sign", "/missing")]
    [InlineData("tree/disk: is within the tree", "--allow-no-verity", "--output", "tree/disk")]
    [InlineData("tree/usr/a/disk: Not a directory", "--allow-no-verity", "--output", "tree/usr/a/disk")]
    [InlineData("missing/disk: No such file or directory", "--allow-no-verity", "--output", "tree/missing/disk")]
    public void Failure_leaves_nothing(string message, params string[] options) =>
        _tree.AssertNothingIsLeft(message, [.. options.Select(option => option.StartsWith("tree/", StringComparison.Ordinal) ? _tree[option] : option)]);

    [Fact]
    public void Name_of_255_bytes_is_sealed_and_a_path_that_nothing_can_open_refused()
    {
        var name = new string('n', 255);
        File.WriteAllText(_tree.Tree + "/" + name, "");
        Assert.Equal(0, _tree.Run("--allow-no-verity").Status);

        Command.Run("sh", "-euc", "cd \"$1\"; for i in $(seq 20); do mkdir \"$2\"; cd -P \"$2\"; done", "sh", _tree.Tree + "/usr", name);
        Directory.Delete(_tree.Disk, recursive: true);
        _tree.AssertNothingIsLeft("the path has more than 4095 bytes", "--allow-no-verity");
        Command.Run("rm", "-rf", _tree.Tree + "/usr");
    }
}
