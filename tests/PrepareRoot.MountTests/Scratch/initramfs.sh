# shellcheck shell=sh
# Makes a root like that of an initramfs, with the disk mounted in it, and keeps it until its
# standard input is closed. It runs in a private mount namespace, so nothing stays mounted, whatever
# happens.
set -eu
scratch=$1 program=$2 image=$3 sysroot=$4

mount -t tmpfs -o mode=0755 tmpfs "$scratch"
cd "$scratch"
mkdir bin dev etc proc run sysroot usr
cp "$program" bin/prepare-root
for name in ostree-prepare-root composefs-setup-root initramfs-setup; do
    ln -s prepare-root bin/$name
done
mount -t proc proc proc
mount --bind /dev dev
mount -t tmpfs -o mode=0755,nosuid,nodev tmpfs run
mkdir -p ".$sysroot"
mount -o loop "$image" ".$sysroot"
echo ready
read -r _ || :
