using System.Collections.Generic;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>Runs the programs of a tree inside it.</summary>
public static class Chroot
{
    // In a private mount namespace nothing stays mounted, whatever happens.
    private const string Enter = """
        set -eu
        tree=$1 script=$2
        shift 2
        mount -t proc proc "$tree/proc"
        mount --rbind /dev "$tree/dev"
        while [ $# -gt 0 ]; do
            mount --bind "$1" "$tree$2"
            shift 2
        done
        exec chroot "$tree" /bin/sh -euc "$script"
        """;

    /// <summary>Runs a shell script, which ends at the first command that fails.</summary>
    /// <param name="tree">The tree, with <c>/bin/sh</c> in it.</param>
    /// <param name="script">The script.</param>
    /// <param name="binds">
    /// Bind mounts: a directory of this machine, and an empty directory in the tree.
    /// </param>
    /// <returns>What it printed on its standard output.</returns>
    /// <exception cref="CommandFailedException">It failed.</exception>
    public static string Run(string tree, string script, params IEnumerable<(string Here, string There)> binds) => Command.Run(
        "unshare",
        ["--mount", "--propagation", "private", "sh", "-c", Enter, "sh", tree, script, .. binds.SelectMany(b => new[] { b.Here, b.There })]);
}
