using System;
using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.PackageTests;

/// <summary>Runs the commands of recipes, with what differs where the tests run.</summary>
internal static class RecipeShell
{
    // The tool that was built, the archive that this machine uses, and where the kernel has no
    // fs-verity, the option that the pages name. podman has no registry here, the network of this
    // machine, and the limits of this process, which it may not be able to raise.
    private const string Here = """
        PATH=$1:$PATH
        mirror=$2
        verity=$3
        build="--isolation=chroot --network=host --pull=never --ulimit=nofile=$(ulimit -Hn) --ulimit=nproc=$(ulimit -Hu)"
        mmdebstrap() { command mmdebstrap --quiet --aptopt='Acquire::Check-Valid-Until "false"' "$@" "$mirror"; }
        mkosi() { command mkosi --local-mirror="$mirror" "$@"; }
        podman() {
            command=$1
            shift
            command podman --cgroup-manager=cgroupfs "$command" $([ "$command" != build ] || echo "$build") "$@"
        }
        prepare-rootctl() {
            command=$1
            shift
            command prepare-rootctl "$command" $([ "$command" != seal ] || echo $verity) "$@"
        }

        """;

    // The tree becomes the root of a mount namespace, and not only of a process: programs that make
    // containers need that. What is written to it is forgotten. It has the name servers of this
    // machine. podman's images can't be on an overlay.
    private const string Enter = """
        mkdir "$1/upper" "$1/work" "$1/root" "$1/containers"
        mount -t overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" overlay "$1/root"
        cd "$1/root"
        cp /etc/resolv.conf etc
        mount -t proc proc proc
        mount -t tmpfs tmpfs run
        mount --rbind /dev dev
        mount --rbind /sys sys
        mkdir -p work run/old var/lib/containers
        mount --bind "$3" work
        mount --bind "$1/containers" var/lib/containers
        pivot_root . run/old
        umount -l /run/old
        cd /work
        export HOME=/root PODMAN_IGNORE_CGROUPSV1_WARNING=1
        shift 3
        exec bash -euc "$@"
        """;

    // They fetch and install a Debian.
    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(20);

    /// <summary>Whether this kernel has fs-verity.</summary>
    internal static bool HasVerity { get; } = File.Exists("/sys/fs/ext4/features/verity");

    private static string[] Arguments => [Path.GetDirectoryName(Artifacts.Tool)!, DebianMirror.Address, HasVerity ? "" : "--allow-no-verity"];

    /// <summary>Runs commands on this machine. They end at the first that fails.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="script">The commands, for bash.</param>
    internal static void Run(string directory, string script) => Unshare(directory, Here + script, Arguments);

    /// <summary>Runs commands in a tree with their programs.</summary>
    /// <param name="tools">The tree.</param>
    /// <param name="directory">Where: in the tree, it is <c>/work</c>.</param>
    /// <param name="script">The commands, for bash.</param>
    internal static void RunIn(string tools, string directory, string script)
    {
        using var scratch = new Scratch();
        Unshare(directory, Enter, [scratch.Path, tools, directory, Here + script, "bash", .. Arguments]);
    }

    // Nothing stays mounted, whatever happens.
    private static void Unshare(string directory, string script, params string[] arguments) =>
        new Command("unshare", ["--mount", "--propagation", "private", "bash", "-euc", script, "bash", .. arguments]) { WorkingDirectory = directory, TimeLimit = _timeLimit }.Run();
}
