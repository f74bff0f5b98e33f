#!/bin/bash
# Makes an image of the disk with more of something that a boot does not need.
# usage: growth.sh WORK TREE WHAT NUMBER; WORK/sysroot is the disk, and becomes where the image is
# mounted; TREE has composefs' programs.
set -eu
work=$1 tree=$2 what=$3 number=$4

# A million files are made and forgotten faster in a file system of their own, without a journal.
image=$work/disk.img
truncate --size=4G "$image"
mkfs.ext4 -q -N 1500000 -O ^has_journal -d "$work/sysroot" "$image"
mount -o loop "$image" "$work/sysroot"
cd "$work/sysroot"

deployment=$(readlink -f ostree/boot.1/testos/*/1)
deployments=ostree/deploy/testos/deploy
case $what in
deployments)
    for ((i = $(find "$deployments" -maxdepth 1 -name '*.0' | wc -l); i < number; i++)); do
        commit=$(printf %064x "$i")
        mkdir -p "$deployments/$commit.0/usr" "ostree/boot.1.1/testos/$commit"
        echo > "$deployments/$commit.0.origin"
        ln -s "../../../../$deployments/$commit.0" "ostree/boot.1.1/testos/$commit/0"
    done
    ;;
objects)
    # As ostree names them: the first byte of the checksum is a directory.
    for ((i = 0; i < 256; i++)); do printf 'ostree/repo/objects/%02x\n' "$i"; done | xargs mkdir -p
    seq "$number" | awk '{ printf "ostree/repo/objects/%02x/%062x.file\n", $1 % 256, $1 }' | xargs touch
    ;;
files)
    # The image of the deployment, with more files in it.
    mount -t tmpfs tmpfs "$tree/tmp"
    cp "$deployment/.ostree.cfs" "$tree/tmp/image"
    {
        chroot "$tree" composefs-info dump /tmp/image
        echo '/many 0 40755 2 0 0 0 0.0 - - -'
        seq -f '/many/%07.0f 0 100644 1 0 0 0 0.0 - - -' "$number"
    } > "$tree/tmp/dump"
    chroot "$tree" mkcomposefs --from-file /tmp/dump /tmp/larger
    cp "$tree/tmp/larger" "$deployment/.ostree.cfs"
    ;;
esac
