using System;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// Generators of Debian 13 that have to build an initramfs with a configuration that would be
/// refused at boot.
/// </summary>
public class RefusedInitramfsTests
{
    private const string Configuration = "/usr/lib/ostree/prepare-root.conf";

    // The tree is not written to: what changes is mounted. mkinitramfs leaves an empty file, which
    // update-initramfs removes.
    private const string Build = """
        for directory in /tmp /var; do mount -t tmpfs tmpfs "$directory"; done
        mkdir /var/tmp
        printf '[composefs\nenabled = verity\n' > /tmp/conf
        mount --bind /tmp/conf $Configuration
        kernel=$(ls /usr/lib/modules)
        initramfs=/tmp/initramfs
        status=0
        $MakeInitramfs || status=$?
        [ ! -s "$initramfs" ] || echo "there is an initramfs"
        exit "$status"
        """;

    [RequiresFact(Needs.Machine)]
    public void Dracut_ends_with_the_reason_and_without_an_initramfs() =>
        Check(OsRecipe.TrixieDracutWithoutSystemd, """dracut --quiet --force --no-hostonly --no-compress --kver "$kernel" "$initramfs" """);

    [RequiresFact(Needs.Machine)]
    public void Mkinitramfs_ends_with_the_reason_and_without_an_initramfs() =>
        Check(OsRecipe.TrixieInitramfsTools, """mkinitramfs -o "$initramfs" "$kernel" """);

    private static void Check(OsRecipe recipe, string makeInitramfs)
    {
        var tree = OsTree.Get(recipe).Tree;
        var script = Build.Replace("$Configuration", Configuration, StringComparison.Ordinal)
            .Replace("$MakeInitramfs", makeInitramfs, StringComparison.Ordinal);

        var result = Assert.Throws<CommandFailedException>(() => Chroot.Run(tree, script)).Result;

        var reason = result.Error.IndexOf(
            $"prepare-rootctl: refused [configuration-malformed]: {Configuration}:1: not 'key=value', '[group]' or '# comment': '[composefs'\n",
            StringComparison.Ordinal);
        var end = result.Error.IndexOf("prepare-root: the initramfs is not built, because it would not boot: see above\n", StringComparison.Ordinal);
        Assert.True(reason >= 0 && end > reason, result.Output + result.Error);
        Assert.DoesNotContain("there is an initramfs", result.Output, StringComparison.Ordinal);
    }
}
