#!/bin/sh
# Says that prepare-root died, and how, if it did: after it, by systemd, which sets EXIT_CODE and
# EXIT_STATUS, or by initramfs-boot.sh. What prepare-root refuses, it says itself (1 and 2).
case ${EXIT_CODE-}:${EXIT_STATUS-} in
    : | exited:[012]) exit ;;
    exited:*) how="exit status $EXIT_STATUS" ;;
    *) how="signal $EXIT_STATUS" ;;
esac
echo "prepare-root: died ($how) before it could say why. The root file system is not half done:" \
    "it is the disk as it was, or complete" >&2
echo "prepare-root: what to do: Start the machine again. If it dies again: the machine has too" \
    "little memory, or its memory or the initramfs is damaged." >&2
