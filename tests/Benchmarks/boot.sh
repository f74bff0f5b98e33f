# shellcheck shell=sh
# Runs in a booted system, and writes to file descriptor 3 the journal of the unit that prepared the
# root in the initramfs.
journalctl --sync
journalctl --boot --output=json --output-fields=MESSAGE_ID UNIT=prepare-root.service + UNIT=ostree-prepare-root.service >&3
