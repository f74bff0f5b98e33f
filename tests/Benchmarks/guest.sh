# shellcheck shell=sh
# Runs in a machine with fs-verity whose clock counts instructions: each program in turn, from the same
# state. Writes lines "instructions MODE PROGRAM NUMBER" to file descriptor 3.
set -e
rounds=5
link=boot.1/testos/e26e5fb244aa25f59d4ef273f2183d1a15827715851d1d986736481190469484/1
commit=ee9601bc96c9373845550d5b811d0289880263aeb23308f43f9220cd17f5b7db

mkdir /disk
mount -t ext4 /dev/vda /disk

# MODE PROGRAM COMMAND…
measure() {
    mode=$1 name=$2
    shift 2
    # What the kernel postponed is not counted.
    sleep 0.2
    figures=$(launch time / /disk "$@")
    [ "$round" = 0 ] || echo "instructions $mode $name ${figures%% *}" >&3
}

# The first round reads the files into memory.
round=0
while [ $round -le $rounds ]; do
    for mode in verity signed; do
        printf '[composefs]\nenabled=%s\n' $mode > /etc/ostree/prepare-root.conf
        measure "$mode" ours /bin/prepare-root /sysroot ostree=/ostree/$link
        # Debian's is built without Ed25519.
        [ "$mode" = signed ] || measure "$mode" libostree /usr/lib/ostree/ostree-prepare-root /sysroot ostree=/ostree/$link
        measure "$mode" floor /bin/floor "$mode" /sysroot ostree/deploy/testos/deploy/$commit.0 ostree/deploy/testos/var \
            ostree/repo/objects/ee/"${commit#ee}".commit
    done
    measure start ours /bin/prepare-root --version
    measure start nothing /bin/nothing
    round=$((round + 1))
done
