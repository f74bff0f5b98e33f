#!/bin/bash
# Times the unpacking of what programs add to an initramfs: zstd and cpio, into memory.
# usage: unpack.sh ROUNDS WITHOUT NAME IMAGE [NAME IMAGE…]; the images are archives of cpio. Prints
# lines "WHAT added NAME NUMBER": the bytes, those after zstd -19, and nanoseconds of each round.
set -eu
rounds=$1 without=$2
shift 2
work=$(mktemp -d)
mount -t tmpfs tmpfs "$work"
cpio --list --quiet < "$without" | sort > "$work/without"
names=()
while [ $# -gt 0 ]; do
    mkdir "$work/$1" "$work/$1-unpacked"
    (cd "$work/$1" && cpio --extract --make-directories --quiet) < "$2"
    cpio --list --quiet < "$2" | sort | comm -13 "$work/without" - > "$work/$1.list"
    (cd "$work/$1" && cpio --create --format=newc --quiet) < "$work/$1.list" > "$work/$1.cpio"
    zstd -19 --quiet "$work/$1.cpio" -o "$work/$1.zst"
    echo "bytes added $1 $(stat --format %s "$work/$1.cpio")"
    echo "compressed added $1 $(stat --format %s "$work/$1.zst")"
    names+=("$1")
    shift 2
done

# The first round is not counted.
for ((round = 0; round <= rounds; round++)); do
    for name in "${names[@]}"; do
        cd "$work/$name-unpacked"
        from=${EPOCHREALTIME/./}
        zstd --decompress --stdout --quiet "$work/$name.zst" | cpio --extract --make-directories --quiet
        to=${EPOCHREALTIME/./}
        cd "$work"
        rm -rf "$name-unpacked"
        mkdir "$name-unpacked"
        [ $round = 0 ] || echo "time added $name $(((to - from) * 1000))"
    done
done
