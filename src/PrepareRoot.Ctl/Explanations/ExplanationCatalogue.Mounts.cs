using PrepareRoot.Faults;

namespace PrepareRoot.Ctl.Explanations;

/// <summary>Mounting, and putting the new root in place.</summary>
internal static partial class ExplanationCatalogue
{
    private static Explanation[] Mounts() =>
    [
        new(FaultCode.MountPointMissing)
        {
            Causes = """
                The new root has no directory /etc, /var, /sysroot or, for a hotfix, /usr; or it is a link. With
                etc.transient it may be /usr/etc of an ostree image. Without an initramfs also /run, and /dev, /proc and
                /sys if something is mounted there. An image is read-only, so the directory can't be made at boot.
                """,
            Look = """
                    mkdir /run/image && mount -o loop,ro -t erofs IMAGE /run/image
                    ls -l /run/image /run/image/usr
                """,
            Mend = "For directories directly below / other than these, there is root.mount-points in prepare-root.conf.",
        },
        new(FaultCode.DirectoryMissing)
        {
            Causes = "These options are for tests and for other programs: a boot does not need them. A relative path starts from the working directory.",
            Look = """
                    systemctl cat prepare-root.service
                    systemctl list-units --all '*setup-root*'
                """,
            Mend = "--target takes a directory that exists; the new root is mounted over it.",
        },
        new(FaultCode.MountFailed)
        {
            Causes = """
                The message has the step and, in parentheses, the kernel's own words. "No such device" or "unknown
                filesystem" is a missing module. "Invalid argument" for the image is often an EROFS feature that
                this kernel lacks; for an overlay, a file system that can't hold its upper and work. "attaching a loop device" needs
                the module loop and devtmpfs at /dev.
                """,
            Look = """
                    dmesg | tail -n 50
                    cat /proc/filesystems; ls -l /dev/loop-control
                    modprobe -a erofs overlay loop
                """,
            Mend = """
                If modprobe helps, the initramfs lacks a module or did not load it. Let the generator say what it needs:
                    prepare-rootctl initramfs | grep module
                """,
        },
        new(FaultCode.KernelTooOld)
        {
            Causes = """
                Verification of every file (verity, signed, a digest without ?) needs Linux 6.6. An image that does not
                hide the directories of its objects, as version 2 of the layout, needs Linux 6.5. The kernel is asked
                what it can do: a kernel with backports counts as what it can.
                """,
            Look = """
                    uname -r
                    ls /sysroot/boot /sysroot/boot/ostree
                """,
            Mend = "The deployment and its kernel belong together. If the entry starts an old kernel, correct linux and initrd of the entry.",
        },
        new(FaultCode.CommitFailed)
        {
            Causes = """
                The new root was complete, but the mount at SYSROOT could not be replaced: out of memory, or something
                changed the mounts at the same time. The disk is mounted as before, unless the message says that nothing
                is mounted there now.
                """,
            Look = """
                    cat /proc/self/mountinfo
                    dmesg | tail -n 50; free
                """,
            Mend = """
                Try again. It is safe: a root that is already prepared is recognised.
                    systemctl start sysroot.mount; systemctl restart prepare-root.service
                """,
        },
        new(FaultCode.InitMissing)
        {
            Causes = """
                The root is mounted, but the kernel could not execute /sbin/init of it: it does not exist, is a link to
                nothing, has no permission to execute, is for another processor, or its interpreter
                (ld-linux) is missing. An object that differs from its digest reads as an I/O error.
                """,
            Look = """
                The kernel panics after this, so look from another entry or other media:
                    mkdir /run/image && mount -o loop,ro -t erofs IMAGE /run/image
                    cd /run/image && ls -l sbin usr/sbin/init usr/lib/systemd/systemd
                """,
            Mend = "In Debian, the package systemd-sysv has the link /sbin/init. A small image may have busybox there.",
        },
    ];
}
