# shellcheck shell=sh
# Runs one case in an initramfs, in a private mount namespace that ends with it, and writes its
# facts to file descriptor 3: lines "@@fact NAME", each followed by the fact's text.
case=$1
fact() { echo "@@fact $1" >&3; cat >&3; }
now() { fact "mounts $1" < /proc/self/mountinfo; (cd /run && find . -exec stat -c '%A %u %g %s %N' {} +) | fact "run $1"; }

# shellcheck source=/dev/null
. "$case/disk"
mount -t tmpfs -o mode=0755 tmpfs /run
rm -rf /etc/ostree /usr/lib/composefs
if [ -e "$case/prepare-root.conf" ]; then
    mkdir /etc/ostree
    cp "$case/prepare-root.conf" /etc/ostree/
    [ ! -e "$case/initramfs-root-binding.key" ] || cp "$case/initramfs-root-binding.key" /etc/ostree/
fi
if [ -e "$case/setup-root-conf.toml" ]; then
    mkdir -p /usr/lib/composefs
    cp "$case/setup-root-conf.toml" /usr/lib/composefs/
fi

# The disk's sectors are changed before the disk is mounted.
# shellcheck disable=SC2154 # the file sets it
[ ! -e "$case/damage" ] || sh -e "$case/damage" "$device" || { echo "the disk could not be damaged"; exit 1; }
mkdir -p /disk
mount -t ext4 "$device" /disk || exit
if [ -e "$case/copied" ]; then
    rm -rf /disk/copy
    cp -al "/disk/$directory" /disk/copy || exit
    directory=copy
fi
mount --bind "/disk/$directory" /sysroot
umount /disk
if [ -e "$case/change" ]; then
    (cd /sysroot && sh -e "$case/change") || { echo "the disk could not be changed"; exit 1; }
fi

now before
if [ -e "$case/predicted" ]; then
    # Whoever reads every file of the new root asks about every block of every object.
    deep=
    [ ! -e "$case/thorough" ] || deep=--deep
    # shellcheck disable=SC2086 # no word if it is empty
    prepare-rootctl check --json $deep --sysroot /sysroot --cmdline "$(cat "$case/cmdline")" > /tmp/output 2> /tmp/error
    checked=$?
    echo $checked | fact "check status"
    fact check < /tmp/output
    fact "check error" < /tmp/error
fi
[ ! -e "$case/planned" ] || prepare-rootctl plan --json --sysroot /sysroot --cmdline "$(cat "$case/cmdline")" 2>&1 | fact plan
set --
if [ -e "$case/strace" ]; then
    # shellcheck disable=SC2046 # its words
    set -- strace -o /tmp/trace -ttt $(cat "$case/strace")
fi
if [ -e "$case/timed" ]; then
    mount -t tracefs tracefs /sys/kernel/tracing
    for call in umount move_mount; do
        echo 1 > "/sys/kernel/tracing/events/syscalls/sys_exit_$call/enable"
    done
    echo > /sys/kernel/tracing/trace
fi
"$@" /bin/prepare-root /sysroot "$(cat "$case/cmdline")" > /tmp/output 2> /tmp/error
status=$?
echo $status | fact status
fact output < /tmp/output
fact error < /tmp/error
[ ! -e "$case/strace" ] || fact trace < /tmp/trace
if [ -e "$case/timed" ]; then
    echo 0 > /sys/kernel/tracing/events/syscalls/enable
    grep -v '^#' /sys/kernel/tracing/trace | fact times
    umount /sys/kernel/tracing
fi
now after
cat /sys/block/loop*/loop/backing_file 2> /dev/null | fact loops
[ ! -e /run/prepare-root.json ] || fact record < /run/prepare-root.json
[ ! -e /run/ostree-booted ] || base64 /run/ostree-booted | fact booted

# A real initramfs would switch to the new root here, and start its init.
if [ -e "$case/predicted" ] && [ $status = 0 ]; then
    # The disks have an init for x86-64. On another machine the kernel finds it, but can't run it.
    why=$(chroot /sysroot /sbin/init --help 2>&1 > /dev/null)
    started=$?
    case $why in *"Exec format error"*) started=0 ;; esac
    echo $started | fact init
fi
cd /sysroot || exit
if [ -e "$case/thorough" ]; then
    for directory in . usr etc var sysroot; do
        why=$( (echo data > "$directory/new" && rm "$directory/new") 2>&1)
        echo "$directory: ${why##*: }"
    done | fact writes
    # md5sum prints the name of a file that it can't open or read.
    find . -xdev -type f -exec md5sum {} + 2>&1 > /dev/null | sort | fact unreadable
fi
[ ! -e "$case/probe" ] || sh "$case/probe" 2>&1 | fact probe
