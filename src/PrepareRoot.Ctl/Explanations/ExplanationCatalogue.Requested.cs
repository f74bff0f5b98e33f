using PrepareRoot.Faults;

namespace PrepareRoot.Ctl.Explanations;

/// <summary>How the program is called, the kernel command line and the configuration.</summary>
internal static partial class ExplanationCatalogue
{
    private static Explanation[] Requested() =>
    [
        new(FaultCode.Usage)
        {
            Causes = """
                An unknown option, an option without its value or given twice, more than two arguments, an empty
                path, or / as SYSROOT. Which options there are depends on the name that the program is called by:
                a unit of bootc or composefs-rs that calls it by another name gets the options of prepare-root.
                """,
            Look = """
                    systemctl cat prepare-root.service
                    ls -l /usr/lib/prepare-root /usr/lib/ostree
                """,
            Mend = "Without systemd, the program is called by /usr/lib/prepare-root/initramfs-boot.sh. Rebuild the initramfs after a change.",
        },
        new(FaultCode.NotRoot)
        {
            Causes = "The program was started by a user other than root, by hand or by a unit with User=.",
            Look = """
                    id -u
                    systemctl cat prepare-root.service
                """,
            Mend = "To look at an image or a configuration, no root is needed: use prepare-rootctl.",
        },
        new(FaultCode.InitramfsUnreadable)
        {
            Causes = """
                /proc is not mounted, so that /proc/cmdline or /proc/self can't be read. Or prepare-root.conf,
                setup-root-conf.toml or the file of the keys exists, but is a directory, a device, a FIFO, a link
                that leads nowhere, or larger than a mebibyte. A file that does not exist is no error. A command line of
                more than 64 KiB is refused so, too.
                """,
            Look = """
                    ls -lL /proc/cmdline /etc/ostree /usr/lib/ostree /usr/lib/composefs
                    lsinitrd | grep -e ostree -e composefs     # dracut, running system
                """,
            Mend = """
                A link in /etc/ostree must have its target in the initramfs too: put the file itself there. Check the
                tree before the next rebuild:
                    prepare-rootctl initramfs
                """,
        },
        new(FaultCode.NoRootRequested)
        {
            Causes = """
                The command line has none of ostree=, composefs=, composefs.digest= and androidboot.slot_suffix=.
                Then the disk itself would be the root. Where verity, signed or [measure] is configured, that is
                refused. A boot entry that was written by hand, or a rescue entry, is often such a one.
                """,
            Look = """
                    cat /proc/cmdline
                    cat /sysroot/boot/loader/entries/*.conf
                    ls -l /sysroot/ostree/boot.*/*/*  /sysroot/composefs/images
                """,
            Mend = """
                For ostree, copy ostree= from another entry, or remove the entry. "ostree admin" fails while an
                entry ostree-*.conf has no ostree=; after that, on the running system:
                    ostree admin status
                """,
        },
        new(FaultCode.KernelArgumentMalformed)
        {
            Causes = """
                composefs=, composefs.digest=, composefs.signature=, ostree=, ostree.prepare-root.composefs= or
                androidboot.slot_suffix= has a value that it can't have: often a digest that was cut off. One malformed
                argument is enough, even if another one names an image. (A composefs.signature= is only read where
                signatures are required.) These forms are right:
                    composefs=HEX   composefs=?HEX   composefs.digest=v1-sha256-12:HEX
                    composefs.signature=BASE64   ostree.prepare-root.composefs=yes
                """,
            Look = """
                    cat /proc/cmdline
                    ls -l /sysroot/composefs/images
                """,
            Mend = """
                64 hexadecimal digits are SHA-256, 128 are SHA-512. Print the arguments again, on the running system:
                    prepare-rootctl digest IMAGE
                    prepare-rootctl sign --key KEYFILE IMAGE
                """,
        },
        new(FaultCode.ConfigurationMalformed)
        {
            Causes = """
                The message names the file and the line. In prepare-root.conf: a line that is no group, key or
                comment, or a value that the key does not take. In setup-root-conf.toml: what is not TOML 1.0, or
                a value of another type. An unknown key is only a warning. The copy in the initramfs is what counts.
                """,
            Look = """
                    cat /etc/ostree/prepare-root.conf /usr/lib/ostree/prepare-root.conf
                    cat /usr/lib/composefs/setup-root-conf.toml
                    man prepare-root.conf
                """,
            Mend = """
                Check the tree before the initramfs is rebuilt. The build fails by itself if a file is malformed.
                    prepare-rootctl initramfs
                """,
        },
        new(FaultCode.ConfigurationContradictory)
        {
            Causes = """
                root.transient and root.transient-ro are both true. Or one of them, or root.mount-points, is set,
                but there is no image: composefs.enabled is no, or it is maybe and the deployment has none. Or
                composefs.not-before is set without enabled = signed. Or --root-fs is used with ostree= or one of
                these settings.
                """,
            Look = """
                    cat /etc/ostree/prepare-root.conf /usr/lib/ostree/prepare-root.conf
                    tr ' ' '\n' < /proc/cmdline | grep -e ostree -e composefs
                """,
            Mend = "Note that ostree.prepare-root.composefs=no on the command line replaces enabled = yes for one boot.",
        },
        new(FaultCode.FloorLowered)
        {
            Causes = """
                The initramfs has enabled = verity or signed. The command line has
                ostree.prepare-root.composefs=no or =maybe, or a ? before a digest, which makes fs-verity
                optional. Or --root-fs is used, whose tree nothing verifies, where verification is asked for. Who edits a boot entry can't switch
                the verification off: so this may be an attack.
                "prepare-rootctl soft-reboot" says it of a next root that is trusted for less than the running one:
                its digest is neither signed nor on the command line of this boot. A reboot can start it.
                """,
            Look = """
                    cat /proc/cmdline
                    grep enabled /etc/ostree/*.conf /usr/lib/ostree/*.conf
                """,
            Mend = "If less verification is wanted, lower composefs.enabled in the configuration and rebuild the initramfs.",
        },
    ];
}
