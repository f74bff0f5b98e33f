#!/bin/sh
# The init of a minimal system. It only reports the state of the system.
devices="there" processes="there"
[ -e /dev/ttyS1 ] || { devices="none"; mount -t devtmpfs dev /dev; }
[ -e /proc/self ] || { processes="none"; mount -t proc proc /proc; }
exec 3>/dev/ttyS1
fact() { echo "@@fact $1" >&3; cat >&3; }

echo "$devices" | fact "devices at start"
echo "$processes" | fact "processes at start"
echo "$$ $(tr '\0' ' ' < /proc/1/cmdline)" | fact process
# shellcheck disable=SC2154 # the kernel makes a variable of this kernel argument
echo "$ostree" | fact environment
grep '^Sig[IB]' /proc/1/status | fact signals
# The shell itself has 3 (above), 4 (this directory) and 10 (this script) open; a pipe would be
# another one.
echo "@@fact descriptors" >&3
echo /proc/1/fd/* >&3
fact mounts < /proc/self/mountinfo
(cd /run && find . -exec stat -c '%A %u %g %s %N' {} +) | fact run
fact record < /run/prepare-root.json
for directory in / /usr /etc /var /sysroot /boot; do
    why=$( (echo data > "$directory/new" && rm "$directory/new") 2>&1)
    echo "$directory: ${why##*: }"
done | fact writes
find /boot/loader/entries -type f | wc -l | fact entries
(ls -d /sysroot/ostree/deploy/*/deploy/*.0; cat /etc/hostname) | fact files
# What else the initramfs wants to know.
# shellcheck source=/dev/null
[ ! -e /run/init.sh ] || . /run/init.sh
sync
reboot -f
