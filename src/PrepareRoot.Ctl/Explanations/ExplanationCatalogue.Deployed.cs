using PrepareRoot.Faults;

namespace PrepareRoot.Ctl.Explanations;

/// <summary>What the request names on the disk, and the machine's own state.</summary>
internal static partial class ExplanationCatalogue
{
    private static Explanation[] Deployed() =>
    [
        new(FaultCode.DeploymentMissing)
        {
            Causes = """
                The link that ostree= names, or the deployment that the link names, does not exist. The boot entry
                is older than the last clean-up, it was written by hand, or root= names another disk. With signed,
                it may also be the commit of the deployment that is missing in ostree/repo. A link below boot.0 or boot.1
                is looked for below the other one, too, with the same stateroot, boot checksum and serial.
                """,
            Look = """
                    cat /proc/cmdline
                    ls -l /sysroot/ostree/boot.*/*/*  /sysroot/ostree/deploy/*/deploy
                    cat /sysroot/boot/loader/entries/*.conf
                """,
            Mend = """
                For one boot, edit ostree= in the boot loader so that it names a link that ls showed. "ostree admin"
                fails while an entry names no link. On the running system, correct the entry, remove it, or
                make the link again:
                    mount -o remount,rw /sysroot && cd /sysroot/ostree/boot.1/OS/CHECKSUM
                    ln -s ../../../deploy/OS/deploy/COMMIT.0 0 && ostree admin status
                """,
        },
        new(FaultCode.DeploymentLinkMalformed)
        {
            Causes = """
                ostree= names a file or a directory instead of the link. Or the link is absolute, leaves the disk, or
                does not lead to ostree/deploy/STATEROOT/deploy/COMMIT.SERIAL. A copy of the disk that made files out
                of links is such a case.
                """,
            Look = """
                    cat /proc/cmdline
                    ls -l /sysroot/ostree /sysroot/ostree/boot.*/*/*
                """,
            Mend = """
                "ostree admin" fails, too, until the link is right:
                    mount -o remount,rw /sysroot && cd /sysroot/ostree/boot.1/OS/CHECKSUM
                    mv 0 /sysroot/wrong && ln -s ../../../deploy/OS/deploy/COMMIT.0 0
                """,
        },
        new(FaultCode.PathRefused)
        {
            Causes = """
                The disk is not trusted, so a path on it must stay on it. A link that leads to / or out of the disk, a
                loop of links, or a link in the place of the image, of its objects or of /etc is refused. Links are
                followed only where libostree, composefs-rs or bootc make them. The message names the path.
                """,
            Look = """
                    ls -ld /sysroot/PATH                # and each directory above it
                    find /sysroot/state /sysroot/ostree/deploy -maxdepth 4 -lname '/*' -ls
                """,
            Mend = """
                If the directory was moved to a larger disk by means of a link, mount that disk there instead of the
                link. Nobody but root can make such links: if you did not, find out who did.
                """,
        },
        new(FaultCode.DiskUnreadable)
        {
            Causes = """
                The kernel gave an error for a file or a directory of the disk. The disk or its cable fails, or the
                file system is damaged. "the kernel lacks the hash of its fs-verity" is something else: the module
                sha512_generic is missing in the initramfs.
                """,
            Look = """
                    dmesg | grep -i -e 'i/o error' -e ext4 -e btrfs -e xfs -e nvme -e ata
                    journalctl -b -k -p warning
                """,
            Mend = """
                Copy what you need before you repair. In the emergency shell, with the disk not mounted:
                    umount /sysroot && fsck /dev/DISK
                """,
        },
        new(FaultCode.StateMissing)
        {
            Causes = """
                The etc or var of the deployment, or the deployment's directory in state/deploy, does not exist or is
                no directory, or upper and work of an overlay can't be made. The installation was cut off, the
                directory was removed, or var is a link to a directory that is gone.
                """,
            Look = """
                    cd /sysroot/state && ls -la deploy/*  os/*                  # composefs
                    cd /sysroot/ostree/deploy && ls -la *  */deploy/*           # ostree
                """,
            Mend = """
                An empty etc boots a machine without its configuration: copy that of another deployment. var may be
                empty. In a deployment of ostree, which is immutable, "chattr -i" the directory first.
                    mount -o remount,rw /sysroot
                    cp -a /sysroot/state/deploy/OTHER/etc /sysroot/state/deploy/DIGEST/etc
                """,
        },
        new(FaultCode.StateAmbiguous)
        {
            Causes = """
                In a composefs repository, the state's etc is a whole copy of /etc (bootc), or has only upper and work
                of an overlay (composefs-rs). This one has upper or work, and other files beside them. The wrong
                choice would boot a machine without its configuration.
                """,
            Look = """
                    ls -la /sysroot/state/deploy/*/etc
                """,
            Mend = """
                If it is a copy, remove the empty upper and work. If it is an overlay, move the other files into
                upper. Or say which it is, in /usr/lib/composefs/setup-root-conf.toml of the initramfs:
                    etc.mount = "bind"        # or "overlay"
                """,
        },
        new(FaultCode.StateReadOnly)
        {
            Causes = """
                etc or var is an overlay whose changes are on the disk: by etc.mount or var.mount = "overlay", or
                because the state's etc is empty or has upper and work. Such an overlay needs a writable disk. Without
                rw on the command line most initramfs mount the disk read-only.
                """,
            Look = """
                    cat /proc/cmdline
                    grep ' /sysroot ' /proc/self/mountinfo
                    dmesg | grep -i remount             # read-only after an error?
                """,
            Mend = """
                To go on in the emergency shell:
                    mount -o remount,rw /sysroot && systemctl restart prepare-root.service
                """,
        },
        new(FaultCode.HotfixIncomplete)
        {
            Causes = """
                .usr-ovl-work is in the deployment, so there is a hotfix. But .usr-ovl-upper, which has the changes, is
                missing, or one of the two is no directory. Without its hotfix /usr would be another than the one that
                you left.
                """,
            Look = """
                    ls -ld /sysroot/ostree/deploy/*/deploy/*/.usr-ovl-*
                    ostree admin status                 # "Unlocked: hotfix"
                """,
            Mend = """
                To give the hotfix up, in the emergency shell (ostree makes the deployment immutable):
                    mount -o remount,rw /sysroot
                    cd /sysroot/ostree/deploy/OS/deploy/COMMIT.0
                    chattr -i . && rm -rf .usr-ovl-upper .usr-ovl-work; chattr +i .
                """,
        },
    ];
}
