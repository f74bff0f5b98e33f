# shellcheck shell=sh
# The script of a machine whose kernel has fs-verity: from a tree to a disk.
set -e
mkdir /from /to
mount -t ext4 -o ro /dev/vda /from
mount -t ext4 /dev/vdb /to
prepare-rootctl seal --output /to /from/tree >&3
umount /to
