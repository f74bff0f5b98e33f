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
                    mkdir -p /run/image && mount -o loop,ro -t erofs IMAGE /run/image
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
                changed the mounts at the same time. The disk is mounted as before, unless the message says that it is at
                /run/.prepare-root-disk: then nothing is mounted at SYSROOT, and the next run mounts it there again.
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
                The first program that exists of /sbin/init, /usr/lib/systemd/systemd, /etc/init and /bin/init, or the one
                that init= names, can't be started: it is empty, is neither an ELF program nor a script, has no permission
                to execute, or its interpreter (ld-linux) is missing. Or there is none of them. A file that is empty
                after a power failure was not written to the disk before it. As the first process, the program also says
                this if the kernel can't execute /sbin/init, which may be for another processor.
                """,
            Look = """
                The disk is still at /sysroot:
                    mkdir -p /run/image && mount -o loop,ro -t erofs IMAGE /run/image
                    cd /run/image && ls -l sbin usr/sbin/init usr/lib/systemd/systemd
                """,
            Mend = """
                In Debian, the package systemd-sysv has the link /sbin/init. A small image may have busybox there. If
                the initramfs starts a program that is elsewhere, name it with init= on the kernel command line.
                """,
        },
        new(FaultCode.InitUnreadable)
        {
            Causes = """
                Before the root is put in place, the first bytes of init, of the interpreter that it names and of the C
                library beside that are read. Input/output error: the disk fails, or the object does not have the
                digest that the image names (fs-verity). No such file or directory: the object is missing. The kernel's
                log says which.
                """,
            Look = """
                    dmesg | grep -e overlayfs -e fs-verity -e erofs -e I/O
                    prepare-rootctl why PATH
                On the running system of another entry:
                    prepare-rootctl check --all
                """,
            Mend = """
                Other deployments share the object if they have the same file: prepare-rootctl why lists them. Boot one that
                does not, pull or install the damaged one again, and check it before the next boot:
                    prepare-rootctl check --all
                """,
        },
    ];
}
