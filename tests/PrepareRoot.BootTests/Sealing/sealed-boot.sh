# shellcheck shell=sh
# shellcheck disable=SC2154 # the line before this script sets $removed: a digest, or nothing
# One boot of a sealed system. Each fact is a line "@@fact NAME" of the report and the text that
# follows it.
fact() { echo "@@fact $1" >&3; cat >&3; }

tail -c 1 /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c | od -An -tu1 | fact "secure boot"
grep ' / / ' /proc/self/mountinfo | fact root
fact record < /run/prepare-root.json
prepare-rootctl status 2>&1 | fact status
prepare-rootctl check --sysroot /sysroot 2>&1 | fact check
fact version < /usr/share/demo/version
find /usr -xdev -type f -exec cat {} + 2>&1 > /dev/null | fact unreadable
if [ -n "$removed" ]; then
    mount -o remount,rw /sysroot
    { prepare-rootctl remove --digest "$removed" && prepare-rootctl gc; } 2>&1 | fact removed
    sync
fi
(cd /sysroot/composefs/images && echo *) | fact images
(cd /sysroot/state/deploy && echo *) | fact states
find /sysroot/composefs/objects -type f | wc -l | fact objects
