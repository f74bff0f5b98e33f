#!/bin/bash
# Runs the programs that check a disk in turn, in a private mount namespace.
# usage: check.sh TREE DISK TOOL CONFIGURATION ARGUMENT DEPLOYMENT ROUNDS; prints lines
# "PROGRAM MICROSECONDS CPU_SECONDS KIBIBYTES".
set -eu
tree=$1 disk=$2 tool=$3 configuration=$4 argument=$5 deployment=$6 rounds=$7

mount --bind "$disk" "$tree/media"
mount -t proc proc "$tree/proc"
mount --bind /dev "$tree/dev"
measured=$(mktemp)
export LC_ALL=C.UTF-8

# The objects of files; those of symbolic links are links.
objects() { find "$1/ostree/repo/objects" -name '*.file' -type f -print0; }

program() {
    case $1 in
        plan | check | 'check --deep')
            # shellcheck disable=SC2086 # "check --deep" is two words
            measure "$tool" $1 --sysroot "$disk" --config-root "$configuration" --cmdline "$argument" ;;
        'composefs-info missing-objects')
            measure chroot "$tree" composefs-info --basedir=/media/ostree/repo/objects missing-objects "/media/$deployment/.ostree.cfs" ;;
        'fsverity digest')
            (cd "$tree" && objects media) | measure chroot "$tree" xargs -0 -n 500 fsverity digest ;;
        'fsverity digest, 2 processes')
            (cd "$tree" && objects media) | measure chroot "$tree" xargs -0 -n 500 -P 2 fsverity digest ;;
        'ostree fsck')
            measure chroot "$tree" ostree fsck --quiet --repo=/media/ostree/repo ;;
        cat)
            objects "$disk" | measure xargs -0 cat ;;
    esac
}

# From exec to exit. The memory is that of the largest process.
measure() {
    local from to
    from=${EPOCHREALTIME/./}
    command time -q -o "$measured" -f '%U %S %M' "$@" >/dev/null
    to=${EPOCHREALTIME/./}
    awk -v name="$name" -v time="$((to - from))" '{ print name, time, $1 + $2, $3 }' "$measured"
}

# Removes the objects' contents from memory. Names and inodes stay.
evict() {
    objects "$disk" | python3 -c '
import os, sys
for path in sys.stdin.buffer.read().split(b"\0")[:-1]:
    file = os.open(path, os.O_RDONLY)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(file)
'
}

sync -f "$disk"
for ((round = 0; round < rounds; round++)); do
    # Its fastest run counts.
    for ((i = 0; i < 10; i++)); do
        name=plan
        program "$name"
    done
    for name in check 'composefs-info missing-objects' 'check --deep' 'fsverity digest' 'fsverity digest, 2 processes' 'ostree fsck' cat; do
        program "$name"
    done
done
for ((round = 0; round < rounds; round++)); do
    for what in cat 'check --deep' 'fsverity digest, 2 processes'; do
        name="$what, from the disk"
        evict
        program "$what"
    done
done
rm "$measured"
