using PrepareRoot.Faults;

namespace PrepareRoot.Ctl.Explanations;

/// <summary>Commits, keys, signatures and measurements.</summary>
internal static partial class ExplanationCatalogue
{
    private static Explanation[] Proofs() =>
    [
        new(FaultCode.CommitMalformed)
        {
            Causes = """
                With signed, the commit of the deployment is read. Its SHA-256 must be its name, its content that of a
                commit, and the file beside it (.commitmeta) a dictionary with at most 64 Ed25519 signatures. The file is
                damaged, too large (8 MiB, 1 MiB), no regular file, or was changed.
                """,
            Look = """
                    sha256sum /sysroot/ostree/repo/objects/XX/REST.commit   # = XXREST
                    ls -l /sysroot/ostree/repo/objects/XX/REST.commit*
                """,
            Mend = """
                Let ostree check the repository and fetch again what is damaged:
                    ostree fsck --delete
                    ostree pull REMOTE REF
                """,
        },
        new(FaultCode.KeysMalformed)
        {
            Causes = """
                enabled = signed, or ostree.prepare-root.composefs=signed on the command line, and the file of the
                keys in the initramfs is missing, empty, or has a line that is not the base64 of 32 bytes (44
                characters). A comment, a PEM file and a private key are no such lines. The message names the line.
                """,
            Look = """
                    grep keypath /etc/ostree/*.conf /usr/lib/ostree/*.conf
                    cat /etc/ostree/initramfs-root-binding.key
                """,
            Mend = """
                Print the line of a key, and check the tree before the initramfs is rebuilt:
                    prepare-rootctl public-key KEYFILE | tee -a FILE-OF-THE-KEYS
                    prepare-rootctl initramfs
                """,
        },
        new(FaultCode.SignatureInvalid)
        {
            Causes = """
                For ostree: the commit has no signature (.commitmeta), or none of its Ed25519 signatures is by a key in
                the initramfs. GPG signatures don't count. For an image on the command line: there is no
                composefs.signature=, or none of them fits the digest and a key. Often the initramfs still has old keys.
                """,
            Look = """
                    cat /etc/ostree/initramfs-root-binding.key     # in the initramfs
                    ostree --repo=/sysroot/ostree/repo show COMMIT
                    prepare-rootctl verify --key KEYFILE --signature BASE64 --digest HEX
                """,
            Mend = """
                With a new key, rebuild the initramfs before the first image that only this key signed is booted. Keep
                both keys in the file for a while.
                    ostree sign --sign-type=ed25519 --keys-file=KEYFILE COMMIT
                """,
        },
        new(FaultCode.CommitWithoutDigest)
        {
            Causes = """
                The signature covers the commit, and the commit must name its image: ostree.composefs.digest.v0 in its
                metadata. It was committed without --generate-composefs-metadata, or by a tool that does not write it.
                """,
            Look = """
                    ostree show --print-metadata-key=ostree.composefs.digest.v0 COMMIT
                """,
            Mend = """
                On the machine that builds the images:
                    ostree commit --generate-composefs-metadata …
                    ostree sign --sign-type=ed25519 --keys-file=KEYFILE COMMIT
                """,
        },
        new(FaultCode.TooOld)
        {
            Causes = """
                composefs.not-before keeps an attacker from booting an old deployment that was signed and has known
                holes. The date of the commit counts, which is part of what is signed. A composefs.signature= has no
                date, so with not-before it is never accepted. The message has both dates in seconds since 1970.
                """,
            Look = """
                    date -u -d @SECONDS
                    grep not-before /etc/ostree/*.conf /usr/lib/ostree/*.conf
                    ostree --repo=/sysroot/ostree/repo show COMMIT
                """,
            Mend = "Before you raise not-before, keep a second deployment that is newer: otherwise there is nothing to fall back to.",
        },
        new(FaultCode.MeasurementFailed)
        {
            Causes = """
                There is nothing to measure: [measure] needs an image all of whose files are verified against it
                (verity, signed, or a digest on the command line) and no hotfix of /usr. Or there is no TPM 2.0, its
                driver or systemd-pcrextend is missing in the initramfs, or the register did not change.
                """,
            Look = """
                    ls /sys/class/tpm/tpm0/pcr-sha256; dmesg | grep -i tpm
                    ls -l /usr/lib/systemd/systemd-pcrextend
                    prepare-rootctl initramfs | grep -e measure -e module
                """,
            Mend = """
                dracut brings the program and its libraries along; with the other generators do it yourself. In the
                firmware's setup, the TPM may be switched off. A hotfix is given up with a new deployment:
                    ostree admin deploy REF
                """,
        },
    ];
}
