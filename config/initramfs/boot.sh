#!/bin/sh
# In an initramfs without systemd: turns the disk that is mounted at $1 into the root file system, where the kernel command line or the configuration
# asks for one. Exits as prepare-root does. With systemd, prepare-root.service decides by the same words and the same file.
set -f
asked=
# shellcheck disable=SC2013 # words are what is meant
for word in $(cat /proc/cmdline); do
    word=${word#\"}
    case ${word%%=*} in ostree | composefs | composefs.digest | androidboot.slot_suffix) asked=yes ;; esac
done
[ -n "$asked" ] || [ -e /usr/lib/prepare-root/always ] || exit 0

# The kernel asks for the file systems itself, but not for the loop device. They may be built in.
modprobe -a -q erofs overlay loop
exec /usr/lib/prepare-root/prepare-root "$1"
