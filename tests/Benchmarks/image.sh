#!/bin/bash
# Makes an initramfs of a system as dracut does by default, and measures it.
# usage: image.sh TREE OUT CHECKOUT without|libostree|ours; TREE is not changed. OUT/cpio becomes an
# archive of its files; it prints the bytes of the image as dracut made it, and of zstd -19.
set -eu
tree=$1 out=$2 checkout=$3 what=$4
scratch=$(mktemp -d)
mount -t tmpfs tmpfs "$scratch"
mkdir "$scratch"/{upper,work,root}
mount -t overlay -o "lowerdir=$tree,upperdir=$scratch/upper,workdir=$scratch/work" overlay "$scratch/root"
case $what in
without) options="--omit ostree" ;;
libostree) options="--add ostree" ;;
ours)
    make --silent -C "$checkout" install DESTDIR="$scratch/root"
    sed -i 's/^enabled = yes$/enabled = verity/' "$scratch/root/usr/lib/ostree/prepare-root.conf"
    options=
    ;;
esac
mkdir -p "$scratch/root/var/tmp"
mount -t proc proc "$scratch/root/proc"
mount --rbind /dev "$scratch/root/dev"
mkdir "$scratch/root/tmp/kept"
# shellcheck disable=SC2086 # a list of words
chroot "$scratch/root" dracut --quiet --force --no-hostonly --reproducible $options \
    --keep --tmpdir /tmp/kept --kver "$(basename "$tree"/usr/lib/modules/*)" /tmp/image

# dracut's image is two archives, of which it compresses one. This one has the same files.
(cd "$scratch"/root/tmp/kept/*/initramfs && find . | sort | cpio --create --format=newc --reproducible --quiet) > "$out/cpio"
stat --format %s "$scratch/root/tmp/image"
zstd -19 --threads=0 --stdout --quiet "$out/cpio" | wc --bytes
