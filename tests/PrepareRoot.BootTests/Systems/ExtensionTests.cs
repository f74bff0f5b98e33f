using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Systems;

/// <summary>
/// An extension in <c>/var/lib/extensions</c> of a libostree disk: the real systemd-sysext of the
/// initramfs merges it, where <c>root.mount-var</c> mounts <c>/var</c> before.
/// </summary>
public sealed class ExtensionTests : IDisposable
{
    private const string Configuration = "[composefs]\nenabled = verity\n[root]\nmount-var = true\n";

    // The running system has a service of its own that merges extensions: it is left out.
    private const string WithoutLaterMerge = " systemd.mask=systemd-sysext.service";

    // The tree is not written to: what changes is mounted. dracut's own module for extensions also
    // wants what images with dm-verity need.
    private const string MakeInitramfs = """
        for directory in /tmp /var; do mount -t tmpfs tmpfs "$directory"; done
        mkdir /var/tmp
        kernel=$(ls /usr/lib/modules)
        initramfs=/mnt/initramfs
        units=/usr/lib/systemd/system
        mkdir /tmp/wants
        ln -s ../systemd-sysext-sysroot.service /tmp/wants
        dracut --quiet --force --no-hostonly --no-compress --kver "$kernel" \
            --install "systemd-sysext $units/systemd-sysext-sysroot.service" --include /tmp/wants $units/initrd.target.wants "$initramfs"
        """;

    private const string Content = "from /var\n";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prepare-root-extension-");

    public void Dispose() => _directory.Delete(recursive: true);

    [RequiresFact(Needs.Machine | Needs.Tool | Needs.Asked)]
    public void Extension_in_var_of_the_disk_is_merged_in_the_initramfs()
    {
        var facts = Boot();

        Assert.Equal(Content, facts.Text("file"));
        Assert.StartsWith("overlay ", facts.Text("usr"), StringComparison.Ordinal);
        Assert.Contains("Merged extensions into '/sysroot/usr'.", facts.Lines("journal"));
        Assert.Equal(("running\n", "inactive\n"), (facts.Text("state"), facts.Text("later merge")));
        Assert.Equal("boot      as recorded\n", facts.Text("status"));
    }

    private CaseFacts Boot()
    {
        var os = OsTree.Get();
        var disk = OstreeDisk.Of(os);
        var image = Path.Combine(_directory.FullName, "disk");
        Disk.Copy(disk.Image, image);
        AddExtension(image);
        var initramfs = Cache.Get("initramfs-extensions", [os.Tree, MakeInitramfs], path =>
        {
            Directory.CreateDirectory(path);
            Chroot.Run(os.Tree, MakeInitramfs, (path, "/mnt"));
        });
        os = os with { Initramfs = Path.Combine(initramfs, "initramfs") };
        var machine = os.WithInitramfsFiles(_directory.FullName, ("etc/ostree/prepare-root.conf", Configuration))
            .Machine(image, disk.Argument + WithoutLaterMerge);
        return SystemBoot.Facts("extension", machine with { Script = SystemBoot.Script("extension.sh") });
    }

    private void AddExtension(string image)
    {
        var (release, content) = (Path.Combine(_directory.FullName, "release"), Path.Combine(_directory.FullName, "content"));
        File.WriteAllText(release, "ID=_any\n");
        File.WriteAllText(content, Content);
        Disk.Edit(
            image,
            [
                "cd /ostree/deploy/demo/var", .. Make("lib", "extensions", "demo", "usr"),
                .. Make("lib", "extension-release.d"), $"write {release} extension-release.demo", "cd ../..",
                .. Make("share", "demo"), $"write {content} extension",
            ]);
    }

    private static IEnumerable<string> Make(params string[] path) => path.SelectMany(name => new[] { "mkdir " + name, "cd " + name });
}
