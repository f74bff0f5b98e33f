# shellcheck shell=sh
# Runs the program on a broken disk, in a private mount namespace. $1 is the row's directory.
fact() { echo "@@fact $1" >&3; cat >&3; }
mount -t tmpfs -o mode=0755 tmpfs /run
read -r device < "$1/device"
mount -t ext4 "$device" /sysroot
cd /sysroot || exit
deployment=$(echo ostree/deploy/demo/deploy/*.0)
# shellcheck disable=SC2034 # the row's script uses some
{
    image=$deployment/.ostree.cfs
    object=$(find ostree/repo/objects -samefile "$deployment/usr/sbin/init")
    digest=$(fsverity measure "$image" | cut -d ' ' -f 1)
}
echo "$image" | fact image
echo "$object" | fact object
arguments=
# shellcheck source=/dev/null
. "$1/change"
cd / || exit
prepare-root /sysroot "$(cat /proc/cmdline) $arguments" > /tmp/output 2> /tmp/error
echo $? | fact "row status"
fact "row error" < /tmp/error
