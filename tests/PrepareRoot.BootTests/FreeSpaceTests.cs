using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>
/// Why <c>df /</c> does not report the disk (docs/running-system.md). overlayfs reports the file
/// system of its topmost layer, which would have to be an empty directory of the disk. These are
/// mounts by hand, with the options that the boot uses.
/// </summary>
public class FreeSpaceTests
{
    private const string Disk = "/sysroot/sysroot";
    private const string Objects = Disk + "/ostree/repo/objects";

    // In the prepared root. The kernel keeps nothing of earlier lookups in the overlay.
    private const string Probe = $"""
        mkdir -p /tmp/image /tmp/overlay
        mount -o remount,bind,rw {Disk}
        loop=$(losetup -f)
        losetup -r "$loop" {Disk}/{CommandLines.DeploymentA}/.ostree.cfs
        mount -t erofs -o ro "$loop" /tmp/image
        case $(uname -r) in
            6.1.*) layers=/tmp/image:{Objects} ;;
            *) layers=/tmp/image::{Objects},verity=require ;;
        esac
        overlay() {"{"} mount -t overlay -o "ro,metacopy=on,redirect_dir=on,lowerdir=$1:$layers" overlay /tmp/overlay; {"}"}
        size() {"{"} stat -f -c '%b %S' "$1"; {"}"}

        mkdir {Disk}/empty
        overlay {Disk}/empty
        [ "$(size /tmp/overlay)" = "$(size {Disk})" ] && echo reports the disk
        mkdir -p {Disk}/empty/usr/lib
        echo forged > {Disk}/empty/usr/lib/os-release
        cat /tmp/overlay/usr/lib/os-release
        umount /tmp/overlay
        rm -r {Disk}/empty

        mkdir {Disk}/removed
        cd {Disk}/removed
        rmdir {Disk}/removed
        overlay .
        cd /
        [ "$(size /tmp/overlay)" = "$(size {Disk})" ] && echo reports the disk
        head -n 1 /tmp/overlay/usr/lib/os-release
        ls -A /tmp/overlay
        umount /tmp/overlay /tmp/image
        losetup -d "$loop"
        """;

    private static readonly BootCase _case = new("free space", FixtureDisk.Ostree, CommandLines.OstreeA)
    {
        Configuration = CommandLines.Enabled("yes"),
        Probe = Probe,
    };

    internal static BootCase[] Cases => [_case];

    public static TheoryData<string> Kernels => new(CaseMachine.Suites);

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(Kernels))]
    public void Topmost_directory_of_the_disk_could_hide_verified_files_or_hides_all_names(string suite)
    {
        var lines = CaseMachine.Facts(suite, _case.Name).Lines("probe");

        // A directory of the disk: what is written to it later hides a file of the image.
        Assert.Equal(["reports the disk", "forged"], lines[..2]);
        // A removed directory: nothing can be written to it, but ls finds no names in the root.
        Assert.Equal("reports the disk", lines[2]);
        Assert.Equal("NAME=\"Peer Test OS\"", lines[3]);
        Assert.Equal(4, lines.Length);
    }
}
