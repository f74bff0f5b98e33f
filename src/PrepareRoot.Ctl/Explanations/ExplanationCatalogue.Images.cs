using PrepareRoot.Faults;

namespace PrepareRoot.Ctl.Explanations;

/// <summary>The image and its objects.</summary>
internal static partial class ExplanationCatalogue
{
    private static Explanation[] Images() =>
    [
        new(FaultCode.ObjectsMissing)
        {
            Causes = """
                ostree/repo/objects or composefs/objects does not exist or is no directory. The image has names and
                digests; the contents of the files are the objects. Without them nothing can be started.
                """,
            Look = """
                    ls -ld /sysroot/ostree/repo/objects /sysroot/composefs/objects
                    ls /sysroot /sysroot/lost+found
                """,
            Mend = "If the directory was moved, move it back. A link in its place is refused.",
        },
        new(FaultCode.ImageMissing)
        {
            Causes = """
                For ostree: the deployment has no .ostree.cfs. It was deployed without composefs: libostree makes
                the image only if the tree's own prepare-root.conf asks for it. For a composefs repository: there is
                no composefs/images/DIGEST, or the object that this link names is gone.
                """,
            Look = """
                    cat /proc/cmdline
                    ls -lL /sysroot/ostree/deploy/*/deploy/*/.ostree.cfs
                    ls -l /sysroot/composefs/images
                """,
            Mend = """
                A deployment without an image boots with enabled = maybe, or once, where the initramfs does not ask for
                verity or signed, with this on the kernel command line:
                    ostree.prepare-root.composefs=no
                """,
        },
        new(FaultCode.ImageNotRegular)
        {
            Causes = "Something else is in the place of the image: neither ostree nor bootc makes it. It is not opened, so a FIFO can't stop the boot.",
            Look = """
                    ls -l /sysroot/ostree/deploy/*/deploy/*/.ostree.cfs
                    ls -lL /sysroot/composefs/images
                """,
            Mend = "Nobody but root can do this to the disk. If you did not, find out who did before you trust the other deployments.",
        },
        new(FaultCode.ImageMalformed)
        {
            Causes = """
                The file is empty, shorter than its own superblock says, or has no EROFS magic number at byte 1024. The
                power failed while it was written, the disk was full, or the file is no image. With fs-verity on it,
                a file can't get so later.
                """,
            Look = """
                    ls -lL IMAGE; od -A d -t x4 -j 1024 -N 4 IMAGE       # e0f5e1e2
                    df -h /sysroot; dmesg | tail -n 50
                """,
            Mend = "The message names IMAGE. Make room on the disk before you install the image again.",
        },
        new(FaultCode.ImageDamaged)
        {
            Causes = """
                The kernel could not read the image: "Input/output error" is the disk, or fs-verity that found a
                changed block; "Structure needs cleaning" is content that EROFS does not take. The program refuses it
                before anything of it is started.
                """,
            Look = """
                    dmesg | grep -i -e verity -e erofs -e 'i/o error'
                    cat IMAGE > /dev/null; echo $?        # reads all of it
                """,
            Mend = """
                Lines with "fs-verity" and "FILE CORRUPTED" are a change, by a failing disk or by somebody; lines with
                "I/O error" are the disk. After the repair, compare the digest with that of the image that you
                published:
                    prepare-rootctl digest IMAGE
                """,
        },
        new(FaultCode.ImageWithoutVerity)
        {
            Causes = """
                enabled is verity or signed, or the command line names a digest without ?, but fs-verity is not enabled
                on the image, or its file system or the kernel has none. libostree enables it when it deploys, if the
                tree's own prepare-root.conf says verity or signed. A copy of a file has no fs-verity.
                """,
            Look = """
                    fsverity measure IMAGE
                    lsattr IMAGE                                 # V: it is enabled
                    tune2fs -l /dev/DISK | grep -i features      # verity, on ext4
                """,
            Mend = """
                ext4, btrfs and f2fs have fs-verity. For ostree, set the mode in the tree's prepare-root.conf, and
                deploy again. In a composefs repository with SHA-256:
                    tune2fs -O verity /dev/DISK
                    mount -o remount,rw /sysroot
                    find /sysroot/composefs/objects -type f -exec fsverity enable {} \;
                """,
        },
        new(FaultCode.ImageDigestDiffers)
        {
            Causes = """
                The message has both digests and who asked: the command line, or the signed commit. The boot entry
                belongs to another deployment, the image was made again with other options, or the image was
                replaced. Also: composefs= beside ostree= differs from what the signed commit names.
                """,
            Look = """
                    fsverity measure IMAGE
                    prepare-rootctl digest IMAGE
                    cat /proc/cmdline /sysroot/boot/loader/entries/*.conf
                """,
            Mend = """
                If both commands print the same, the file is whole, but it is another image: compare with
                the digest that was published with the image. Don't change the boot entry to the digest of a file
                that you can't vouch for.
                """,
        },
    ];
}
