#!/bin/bash
# Seals a tree with each program in turn, in a private mount namespace. The tree is in memory.
# usage: seal.sh TOOLS TREE TOOL WORK ROUNDS; prints lines "PROGRAM MICROSECONDS CPU_SECONDS
# KIBIBYTES", and writes WORK/sizes.
set -eu
tools=$1 tree=$2 tool=$3 work=$4 rounds=$5

mkdir "$work/out"
mount --bind "$tree" "$tools/mnt"
mount --bind "$work/out" "$tools/media"
mount -t proc proc "$tools/proc"
measured=$(mktemp)
export LC_ALL=C.UTF-8

# From exec to exit, with what is written on the disk. The memory is that of the largest process.
measure() {
    local name=$1 from to
    shift
    sync -f "$work"
    from=${EPOCHREALTIME/./}
    command time -q -o "$measured" -f '%U %S %M' "$@" >/dev/null 2>"$work/error" || { cat "$work/error" >&2; exit 1; }
    sync -f "$work"
    to=${EPOCHREALTIME/./}
    awk -v name="$name" -v time="$((to - from))" '{ print name, time, $1 + $2, $3 }' "$measured"
}

find "$tree" -type f -exec cat {} + >/dev/null
for ((round = 0; round < rounds; round++)); do
    rm -rf "$work"/out/*
    mkdir "$work/out/made"
    measure seal "$tool" seal --allow-no-verity --output "$work/out/sealed" "$tree"
    measure mkcomposefs chroot "$tools" mkcomposefs --min-version=1 --digest-store=/media/made /mnt /media/image
    measure 'seal --incremental, the same tree' "$tool" seal --allow-no-verity --incremental --output "$work/out/sealed" "$tree"
    measure 'mkcomposefs again' chroot "$tools" mkcomposefs --min-version=1 --digest-store=/media/made /mnt /media/image
done
image=$(readlink -f "$work"/out/sealed/composefs/images/*)
cmp "$image" "$work/out/image"
echo "$(find "$tree" -type f | wc -l) files, $(du -s --block-size=1M "$tree" | cut -f 1) MiB. The images are equal: $(stat -c %s "$image") bytes. Objects: $(du -s --block-size=1M "$work/out/sealed" | cut -f 1) MiB and $(du -s --block-size=1M "$work/out/made" | cut -f 1) MiB." >"$work/sizes"
rm "$measured"
