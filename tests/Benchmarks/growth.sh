#!/bin/bash
# Changes a disk, so that there is more of something that a boot does not need.
# usage: growth.sh DISK TREE WHAT NUMBER; TREE has composefs' programs.
set -eu
disk=$1 tree=$2 what=$3 number=$4
cd "$disk"
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
    mkdir -p ostree/repo/objects/00
    seq -f "ostree/repo/objects/00/%062.0f.file" "$number" | xargs touch
    ;;
files)
    # The image of the deployment, with more files in it.
    image=$deployment/.ostree.cfs
    [ -e image ] || cp "$image" image
    mount -t tmpfs tmpfs "$tree/tmp"
    cp image "$tree/tmp/image"
    {
        chroot "$tree" composefs-info dump /tmp/image
        echo '/many 0 40755 2 0 0 0 0.0 - - -'
        seq -f '/many/%07.0f 0 100644 1 0 0 0 0.0 - - -' "$number"
    } > "$tree/tmp/dump"
    chroot "$tree" mkcomposefs --from-file /tmp/dump /tmp/larger
    cp "$tree/tmp/larger" "$image"
    ;;
esac
