# shellcheck shell=sh
# Runs libostree's program and ours, each in a private mount namespace and on its own disk in the
# same state, and writes their results to file descriptor 3: lines "@@fact PROGRAM: NAME", each
# followed by the fact's text.
# usage: run-row.sh ROW [ours|libostree]
row=$1 program=$2

if [ -z "$program" ]; then
    rm -f /tmp/tree-*
    for program in libostree ours; do
        [ $program = ours ] || [ ! -e "$row/alone" ] || continue
        unshare -m sh "$0" "$row" "$program" || { echo "$(cat "$row/name"): $program could not be run"; exit 1; }
    done
    # Thousands of lines, nearly all equal. Only the differences leave the machine.
    [ ! -e /tmp/tree-libostree ] || [ ! -e /tmp/tree-ours ] || { echo "@@fact tree"; diff -U 0 /tmp/tree-libostree /tmp/tree-ours | sed -n '3,$p' | grep '^[-+]'; } >&3
    exit 0
fi

read -r image directory < "$row/machine"
fact() { echo "@@fact $program: $1" >&3; cat >&3; }
now() { fact "mounts $1" < /proc/self/mountinfo; (cd /run && find . -exec stat -c '%A %u %g %s %N' {} +) | fact "run $1"; }

rm -rf /etc/ostree /usr/lib/ostree/prepare-root.conf /usr/lib/composefs /dev/gpt-auto-root /sysroot.tmp
[ ! -e "$row/initramfs" ] || cp -r "$row/initramfs/." /

# A new copy of the disk, in memory. The kernel releases its loop device with the last mount.
rm -f /images/copy
/usr/bin/cp --sparse=always "$image" /images/copy
loop=$(losetup -f)
mkdir -p /disk
losetup "$loop" /images/copy && mount -t ext4 "$loop" /disk && mount --bind "/disk/$directory" /sysroot && umount /disk || exit
losetup -d "$loop"
if [ -e "$row/change" ]; then
    (cd /sysroot && sh -e "$row/change") || { echo "the disk could not be changed"; exit 1; }
fi
[ ! -e "$row/read-only" ] || mount -o remount,ro /sysroot || exit

mount -t tmpfs -o mode=0755 tmpfs /run
if [ -e "$row/before" ]; then
    (cd /run && sh -e "$row/before") || { echo "the machine could not be made ready"; exit 1; }
fi

now before
case $program in
    ours) set -- /bin/prepare-root /sysroot "$(cat "$row/cmdline")" ;;
    libostree) set -- /usr/lib/ostree/ostree-prepare-root /sysroot "$(cat "$row/cmdline")" ;;
esac
# Another name and other arguments, one on each line.
if [ -e "$row/call" ]; then
    set --
    while read -r word; do
        set -- "$@" "$word"
    done < "$row/call"
    ln -sf prepare-root "$1"
fi
perl /with-journal.pl /tmp/journal "$@" > /tmp/output 2> /tmp/error
status=$?
echo $status | fact status
fact output < /tmp/output
fact error < /tmp/error
fact journal < /tmp/journal
now after
[ ! -e /run/prepare-root.json ] || fact record < /run/prepare-root.json
[ ! -e /run/ostree-booted ] || base64 /run/ostree-booted | fact booted

# The new root, without what is below the disk's mount and below /var.
if [ $status = 0 ]; then
    cd /sysroot || exit
    {
        perl /list.pl .
        find . \( -path ./sysroot -o -path ./var \) -prune -o -type f -exec cksum {} + 2>&1
    } | sort > "/tmp/tree-$program"
    wc -l < "/tmp/tree-$program" | fact entries
fi
