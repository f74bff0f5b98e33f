using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Seal;

/// <summary><c>prepare-rootctl seal</c> of trees and disks that only root can make.</summary>
public sealed class SealTests : IDisposable
{
    private const int Files = 200;
    private const string Seal = "\"$tool\" seal --allow-no-verity --output disk tree";

    private readonly string _directory = Directory.CreateTempSubdirectory("prepare-root-seal-").FullName;

    // What makes the tree or the disk, the command, and what it says.
    public static TheoryData<string, string, string> Refused => new()
    {
        { "mknod tree/sda b 8 0", Seal, "tree/sda: is the block device 8:0, which a system makes when it runs: remove it, or give --special-files skip or keep" },
        { "mknod tree/tty c 5 0", Seal, "tree/tty: is the character device 5:0, which a system makes when it runs: remove it, or give --special-files skip or keep" },
        { "mkdir tree/again && mount --bind tree tree/again", Seal, "tree/again: another file system is mounted here, and an image has only one: unmount it" },
        { "mkdir tree/again && mount --rbind . tree/again", Seal, "tree/again: another file system is mounted here, and an image has only one: unmount it" },
        { "touch tree/again && mount --bind /etc/passwd tree/again", Seal, "tree/again: another file system is mounted here, and an image has only one: unmount it" },
        {
            "echo secret >tree/secret && chmod 0600 tree/secret && chmod 0755 . && mkdir -m 0777 open",
            "setpriv --reuid=65534 --clear-groups \"$tool\" seal --allow-no-verity --output open/disk tree",
            "tree/secret: Permission denied"
        },
        { "mkdir -m 0700 tree/closed && chmod 0755 . && mkdir -m 0777 open", "setpriv --reuid=65534 --clear-groups \"$tool\" seal --allow-no-verity --output open/disk tree", "tree/closed: Permission denied" },
        { "head -c 4M /dev/urandom >tree/large && mkdir disk && mount -t tmpfs -o size=2m tmpfs disk", Seal, "disk/composefs/objects: No space left on device" },
        { "mkdir disk && mount -t tmpfs -o nr_inodes=50 tmpfs disk", Seal, "No space left on device" },
        { "mkdir disk && mount -t tmpfs -o ro tmpfs disk", Seal, "disk/composefs: Read-only file system" },
        { "mkdir disk && mount -t tmpfs tmpfs disk", "\"$tool\" seal --output disk tree", "disk: its file system has no fs-verity, so that nothing would protect the files: make it with 'mkfs.ext4 -O verity', or give --allow-no-verity" },
        // Each call from the tenth on takes time: the signal is to arrive before the work is done. A
        // shell lets what it starts in the background ignore the signal.
        { "", "env --default-signal=INT strace -f -qq -o /dev/null -e trace=linkat -e inject=linkat:signal=INT:delay_exit=20000:when=10+ " + Seal, "interrupted: nothing was added to disk" },
        { "", "strace -f -qq -o /dev/null -e trace=linkat -e inject=linkat:error=EIO:when=10 " + Seal, "disk/composefs/objects: Input/output error" },
        { "", "strace -f -qq -o /dev/null -e trace=symlinkat -e inject=symlinkat:error=ENOSPC:when=2 " + Seal, "No space left on device" },
        { "", "strace -f -qq -o /dev/null -e trace=syncfs -e inject=syncfs:error=EIO:when=2 " + Seal, "disk/composefs: Input/output error" },
    };

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [RequiresTheory(Needs.Root | Needs.Tool)]
    [MemberData(nameof(Refused))]
    public void Failure_is_one_line_and_leaves_nothing(string prepare, string command, string message)
    {
        var result = Run($$"""
            {{prepare}}
            list() { find . -path ./tree/again -prune -o -printf '%P %y %l\n' 2>/dev/null | sort; }
            list >/run/before
            status=0
            {{command}} || status=$?
            list >/run/after
            cmp /run/before /run/after >&2 || diff /run/before /run/after >&2 || :
            exit $status
            """);
        Assert.Equal((1, ""), (result.ExitStatus, result.Output));
        Assert.StartsWith("prepare-rootctl: ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith(message, result.Error.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [RequiresFact(Needs.Root | Needs.Tool)]
    public void Killed_command_leaves_no_deployment_and_the_next_one_succeeds()
    {
        var killed = Run("strace -f -qq -o /dev/null -e trace=linkat -e inject=linkat:signal=KILL:when=100 " + Seal + " || echo $?");
        Assert.Equal("137\n", killed.Output);
        Assert.Empty(Directory.GetFileSystemEntries(_directory + "/disk/composefs/images"));
        Assert.False(Path.Exists(_directory + "/disk/state"));

        var next = Run(Seal + " --incremental; find disk/composefs -name '.*'");

        Assert.Matches("^composefs\\.digest=v1-sha256-12:[0-9a-f]{64}\n$", next.Output);
        Assert.Equal(next.Output, Run(Seal.Replace("disk", "disk2", StringComparison.Ordinal)).Output);
        Assert.Equal(Objects("disk2"), Objects("disk"));
    }

    [RequiresFact(Needs.Root | Needs.Tool)]
    public void Two_commands_do_not_change_a_disk_at_once()
    {
        var result = Run(Seal + "; flock disk/composefs " + Seal.Replace("tree", "--incremental tree", StringComparison.Ordinal) + """
            ; touch disk/composefs/.prepare-rootctl
            flock disk/composefs/.prepare-rootctl "$tool" gc --sysroot disk
            """);
        Assert.EndsWith("prepare-rootctl: disk/composefs: another prepare-rootctl is changing it\n", result.Error, StringComparison.Ordinal);
    }

    private string[] Objects(string disk) => [.. Directory.GetFiles($"{_directory}/{disk}/composefs/objects", "*", SearchOption.AllDirectories)
        .Select(path => path[(path.IndexOf("/objects/", StringComparison.Ordinal) + "/objects/".Length)..])
        .Order(StringComparer.Ordinal)];

    // init is the system's busybox, which is static.
    private CommandResult Run(string script) => new Command("unshare", "--mount", "--propagation", "private", "sh", "-euc", $$"""
        tool=$1
        cd "$2"
        mount -t tmpfs tmpfs /run
        if [ ! -d tree ]; then
            mkdir -p tree/sbin tree/etc tree/var tree/sysroot
            cp "$(command -v busybox)" tree/sbin/init
            for i in $(seq {{Files}}); do printf '%0100d' "$i" >"tree/file$i"; done
        fi
        {{script}}
        """, "sh", Artifacts.Tool, _directory).RunToAnyEnd();
}
