using PrepareRoot.Faults;

namespace PrepareRoot.Ctl.Explanations;

/// <summary><c>/run</c>, and what is mounted at SYSROOT.</summary>
internal static partial class ExplanationCatalogue
{
    private static Explanation[] Surroundings() =>
    [
        new(FaultCode.RunMissing)
        {
            Causes = "/run does not exist or is no directory. systemd and the generators mount a tmpfs there; an init of your own may not.",
            Look = """
                    ls -ld /run
                    grep ' /run ' /proc/self/mountinfo
                """,
            Mend = """
                In an init of your own, before the program runs:
                    mkdir -p /run && mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs /run
                """,
        },
        new(FaultCode.RecordUnwritable)
        {
            Causes = """
                /run is full or read-only, is no tmpfs and can't make files without a name, or has a directory
                where a file must be written: prepare-root.json, ostree-booted, systemd/volatile-root.
                prepare-rootctl forget-stale-record says the same of a record that it can't read or remove.
                """,
            Look = """
                    df -h /run; df -i /run
                    ls -la /run /run/ostree /run/systemd
                """,
            Mend = """
                Remove what fills it, or make it larger, and try again:
                    mount -o remount,rw,size=64M /run
                    systemctl restart prepare-root.service
                """,
        },
        new(FaultCode.SysrootMissing)
        {
            Causes = """
                SYSROOT (/sysroot, or the argument of the program) does not exist, or is no directory, or a
                relative path was resolved from another working directory.
                """,
            Look = """
                    ls -ld /sysroot
                    systemctl cat prepare-root.service
                    blkid
                """,
            Mend = "root= must name the disk: root=UUID=…, as blkid prints it. A disk that needs a driver needs its module in the initramfs.",
        },
        new(FaultCode.SysrootNotMounted)
        {
            Causes = """
                Nothing is mounted at SYSROOT, and the directory has no ostree/deploy or state/deploy. Or another
                file system was mounted there while the program ran. Or the program is PID 1 of an initramfs,
                with no argument: then there is no disk at /.
                """,
            Look = """
                    systemctl status sysroot.mount; journalctl -b -u sysroot.mount
                    cat /proc/self/mountinfo; blkid; cat /proc/cmdline
                """,
            Mend = """
                Mount the disk by hand to see the kernel's message. If that works, go on:
                    mount -o ro /dev/DISK /sysroot; dmesg | tail
                    systemctl restart prepare-root.service
                """,
        },
        new(FaultCode.SysrootForeign)
        {
            Causes = """
                An overlay is mounted at SYSROOT. Another program prepared the root before: ostree-prepare-root,
                bootc's or composefs-rs's. Or systemd.volatile=overlay put an overlay over the disk. Or the
                program ran twice, and /run/prepare-root.json was removed in between.
                """,
            Look = """
                    grep ' /sysroot ' /proc/self/mountinfo
                    systemctl list-units '*prepare-root*' '*setup-root*' '*volatile*'
                    cat /run/prepare-root.json
                """,
            Mend = """
                For a root that is writable in memory, set root.transient in prepare-root.conf. With dracut, keep the
                other modules out, and rebuild the initramfs:
                    cd /etc/dracut.conf.d
                    echo 'omit_dracutmodules+=" ostree bootc composefs "' > root.conf
                """,
        },
    ];
}
