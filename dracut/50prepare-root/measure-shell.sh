#!/bin/sh
# Sourced by dracut before every emergency shell, where the configuration has [measure]: extends the
# register that measure.pcr names. A register can't be set back. So whoever is in the shell can't
# extend it to the value of an image, nor have what is bound to the value of the image that was
# measured before the shell started.
(
    # Whoever is at the console must not skip this by a key.
    trap '' INT QUIT TSTP

    modules=
    while read -r word value; do
        case $word in
            measure) pcr=$value ;;
            optional-module) modules="$modules $value" ;;
        esac
    done < /usr/lib/prepare-root/contents

    # The TPM's driver may be missing still, if it was the disk that failed.
    # shellcheck disable=SC2086 # words are what is meant
    modprobe -a -q $modules
    udevadm settle

    register=/sys/class/tpm/tpm0/pcr-sha256/$pcr
    before=$(cat "$register")
    # Without SYSTEMD_FORCE_MEASURE it does nothing if systemd-stub did not start the kernel.
    SYSTEMD_FORCE_MEASURE=1 /usr/lib/systemd/systemd-pcrextend --pcr="$pcr" prepare-root:shell
    after=$(cat "$register")
    if [ -z "$after" ] || [ "$before" = "$after" ]; then
        echo "prepare-root: warning: $register is not extended before this shell: it may get any value"
    fi
)
