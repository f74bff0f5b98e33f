#!/bin/sh
# Sourced by dracut where there is no systemd: turns the disk at NEWROOT into the root file system.

# Leaving the shell runs prepare-root again: the unverified disk must not be booted.
# shellcheck disable=SC2154 # NEWROOT is dracut's own
until /usr/lib/prepare-root/initramfs-boot.sh "$NEWROOT"; do
    /usr/lib/prepare-root/initramfs-refused.sh &&
        (emergency_shell "The root file system was refused: see above. 'exit' tries again.")
done
