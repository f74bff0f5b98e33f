#!/bin/sh
# In an initramfs without systemd: turns the disk that is mounted at $1 into the root file system,
# where the kernel command line or the configuration asks for one. Exits as prepare-root does.
# Which arguments ask for it, and the kernel modules, are in a file that the build of the initramfs
# left. With systemd, the conditions of prepare-root.service decide.
set -f
contents=/usr/lib/prepare-root/contents
arguments=
modules=
asked=
if [ -r "$contents" ]; then
    while read -r word value; do
        case $word in
            always) asked=yes ;;
            argument) arguments="$arguments $value" ;;
            module) modules="$modules $value" ;;
        esac
    done < "$contents"
else
    # prepare-root itself decides: it refuses a command line that names no root.
    asked=yes
fi

# shellcheck disable=SC2013 # words are what is meant
for word in $(cat /proc/cmdline); do
    word=${word#\"}
    case "$arguments " in *" ${word%%=*} "*) asked=yes ;; esac
done
[ -n "$asked" ] || exit 0

# The kernel asks for the file systems itself, but not for the loop device. They may be built in.
# shellcheck disable=SC2086 # words again
modprobe -a -q $modules
/usr/lib/prepare-root/prepare-root "$1"
status=$?
# For a program that a signal ended, the shell gives 128 and the signal's number, 1 to 64.
if [ "$status" -gt 128 ] && [ "$status" -le 192 ]; then
    EXIT_CODE=killed EXIT_STATUS=$(kill -l "$status") /usr/lib/prepare-root/initramfs-died.sh
else
    EXIT_CODE=exited EXIT_STATUS=$status /usr/lib/prepare-root/initramfs-died.sh
fi
exit "$status"
