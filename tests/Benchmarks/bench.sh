#!/bin/bash
# Runs the programs of the benchmark in turn, in a private mount namespace, each on the same disk in
# the same state.
# usage: bench.sh TREE DISK PROGRAM NOTHING FLOOR COMMAND_LINE ROUNDS DOUBLINGS; prints lines "WHAT PROGRAM NUMBER".
set -eu
tree=$1 disk=$2 program=$3 nothing=$4 floor=$5 command_line=$6 rounds=$7 doublings=$8

# A root like that of an initramfs: in memory, with libostree's program and its libraries, ours, and
# a program that does nothing, and one that makes the mounts and nothing else.
root=$(mktemp -d)
mount -t tmpfs -o mode=0755 tmpfs "$root"
mkdir -p "$root"/{usr,run,sysroot,proc,dev,etc/ostree,own}
mount --rbind "$tree/usr" "$root/usr"
for link in bin lib lib64 sbin; do ln -s "usr/$link" "$root/$link"; done
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
install -m 0755 "$program" "$root/own/prepare-root"
install -m 0755 "$nothing" "$root/own/nothing"
install -m 0755 "$floor" "$root/own/floor"
printf '[composefs]\nenabled=yes\n' > "$root/etc/ostree/prepare-root.conf"

# Other mounts: twice as many each time.
mkdir "$root/mounts"
mount -t tmpfs tmpfs "$root/mounts"
for ((number = 0; number < doublings; number++)); do
    mkdir "$root/mounts/$number"
    mount --rbind "$root/mounts" "$root/mounts/$number"
done

path() {
    case $1 in
        ours) echo /own/prepare-root ;;
        libostree) echo /usr/lib/ostree/ostree-prepare-root ;;
        nothing) echo /own/nothing ;;
        floor) echo /own/floor ;;
    esac
}

# What the deployment is for the floor, which does not look for it.
deployment=$(readlink -f "$disk/${command_line#ostree=/}")
deployment=${deployment#"$(readlink -f "$disk")"/}

# The arguments of a program that is to mount.
arguments() {
    case $1 in
        floor) echo "$deployment ${deployment%/deploy/*}/var" ;;
        *) echo "$command_line" ;;
    esac
}

# The state at the start of every run.
fresh() {
    while mountpoint -q "$root/sysroot"; do umount -R "$root/sysroot"; done
    while mountpoint -q "$root/run"; do umount -R "$root/run"; done
    rm -rf "$root/sysroot.tmp"
    mount -t tmpfs -o mode=0755 tmpfs "$root/run"
    mount --bind "$disk" "$root/sysroot"
}

# From exec to exit of chroot and the program.
timed() {
    local what=$1 name=$2 program from to
    shift 2
    program=$(path "$name")
    fresh
    from=${EPOCHREALTIME/./}
    chroot "$root" "$program" /sysroot "$@" >/dev/null 2>&1 || [ "$what" = refused ]
    to=${EPOCHREALTIME/./}
    echo "$what $name $((to - from))"
}

for ((round = 0; round < rounds; round++)); do
    for name in ours libostree floor nothing; do
        # shellcheck disable=SC2046 # a list of words
        timed mounted "$name" $(arguments "$name")
        [ "$name" = floor ] || timed refused "$name" quiet
    done
done

for name in ours libostree floor nothing; do
    program=$(path "$name")
    read -ra words <<< "$(arguments "$name")"
    fresh
    strace -f -qq -o "$root/strace" chroot "$root" "$program" /sysroot "${words[@]}" >/dev/null 2>&1
    # The calls before the second execve are chroot's.
    echo "calls $name $(awk '/execve\(/ { seen++ } seen == 2 && !/resumed>/ { n++ } END { print n }' "$root/strace")"
    fresh
    echo "memory $name $( (command time -f %M chroot "$root" "$program" /sysroot "${words[@]}" >/dev/null) 2>&1 | tail -n 1)"
done

# From exec to exit. valgrind does not know openat2, so a mount can't be counted. It complains of the
# debug information, which is newer than it.
for name in ours nothing; do
    program=$root$(path "$name")
    count=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" --version 2>&1 >/dev/null |
        awk '/Collected :/ { print $NF }')
    echo "instructions $name $count"
done
