# shellcheck shell=sh
# shellcheck disable=SC2154 # the lines before this script set $options and $boots
# Runs in a tree with ukify, on a kernel with fs-verity: /media has the program, the keys and the
# tree, /mnt is the disk. Each fact is a line "@@fact NAME" of the report and the text that follows it.
fact() { echo "@@fact $1" >&3; cat >&3; }
seal() {
    /media/prepare-rootctl seal "$@" > /tmp/output 2> /tmp/error
    { echo "$?"; cat /tmp/output /tmp/error; }
}
uki() {
    uki=$1
    shift
    seal --output /mnt --sign /media/sign.pem --uki "/media/$uki.efi" --cmdline "$options" \
        --secureboot-private-key /media/key --secureboot-certificate /media/certificate "$@"
}

mkdir -p /media/tree/usr/share/demo
echo 1 > /media/tree/usr/share/demo/version
uki first /media/tree | fact first
mkdir -p /tmp/upper/usr/share/demo /tmp/work /tmp/newer
echo 2 > /tmp/upper/usr/share/demo/version
mount -t overlay -o lowerdir=/media/tree,upperdir=/tmp/upper,workdir=/tmp/work overlay /tmp/newer
uki second --incremental /tmp/newer | fact second
umount /tmp/newer
python3 /media/verity.py digests /mnt/composefs/objects 2>&1 | fact digests

# File systems: without fs-verity, with shared content and fs-verity, with shared content alone. A
# tree that is on the same disk can share with it.
for place in ext4 btrfs xfs; do
    [ -d "/media/$place" ] || continue
    mkdir -p "/media/$place/tree/usr" "/media/$place/tree/sbin"
    cp /media/tree/usr/bin/busybox "/media/$place/tree/sbin/init"
    # Large enough to be shared.
    cat /usr/lib/x86_64-linux-gnu/libc.so.6 > "/media/$place/tree/usr/large"
    for directory in etc var sysroot; do mkdir "/media/$place/tree/$directory"; done
    seal --output "/media/$place/disk" "/media/$place/tree" | fact "$place"
    (cd "/media/$place" && echo *) | fact "$place left"
    [ -d "/media/$place/disk" ] || seal --allow-no-verity --output "/media/$place/disk" "/media/$place/tree" > /tmp/allowed
    python3 /media/verity.py digests "/media/$place/disk/composefs/objects" 2>&1 | fact "$place digests"
    python3 /media/verity.py shared "/media/$place/disk/composefs/objects" 2>&1 | fact "$place shared"
done
