namespace PrepareRoot.Support;

/// <summary>The tree of a small system: busybox alone, whose init is a script.</summary>
public static class BusyboxTree
{
    private const string Script = """
        cd "$1"
        mkdir -p dev proc run sys sysroot tmp var usr/bin usr/lib usr/sbin
        ln -s usr/bin usr/sbin usr/lib .
        for program in $(busybox --list); do
            ln -s busybox "usr/bin/$program"
        done
        rm -f usr/bin/busybox usr/bin/init
        cp "$3" usr/bin/
        printf '%s' "$2" > usr/sbin/init
        chmod 0755 usr/sbin/init
        echo ID=busybox > usr/lib/os-release
        """;

    private static string Busybox => GuestArchitecture.OfTests.Busybox;

    /// <summary>All that the tree depends on but its arguments, for the key of a cache.</summary>
    public static string[] Key => [Script, Cache.Hash(Busybox)];

    /// <summary>Makes it.</summary>
    /// <param name="directory">An empty directory.</param>
    /// <param name="init">The script, with <c>#!/bin/sh</c>.</param>
    public static void Fill(string directory, string init) => Command.Run("sh", "-euc", Script, "sh", directory, init, Busybox);
}
