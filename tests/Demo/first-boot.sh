# shellcheck shell=sh
# shellcheck disable=SC2154 # the demo sets the variables

overlay_read_only() {
    findmnt --noheadings --output FSTYPE,OPTIONS /
    [ "$(findmnt --noheadings --output FSTYPE /)" = overlay ] && findmnt --noheadings --options ro /
}

small_and_full() {
    df --block-size=1M --output=size,pcent /
    # shellcheck disable=SC2046 # two words
    set -- $(df --block-size=1M --output=size,pcent / | tail -n 1)
    [ "$1" -lt 100 ] && [ "$2" = 100% ]
}

disk_at_sysroot() {
    findmnt --noheadings --output SOURCE /sysroot
    [ "$(findmnt --noheadings --output SOURCE /sysroot)" = /dev/vda ] && [ -d "/sysroot/$backend" ]
}

booted_deployment() {
    ostree admin status
    ostree admin status | grep -q '^\* demo '
}

check "/ is an overlay, mounted read-only" overlay_read_only
check "a write to / fails with EROFS, also for root" fails_with "Read-only file system" touch /file
check "a write to /usr/bin fails with EROFS, also for root" fails_with "Read-only file system" touch /usr/bin/true
check "df / is small and full" small_and_full
check "/etc takes writes" sh -c 'echo first > /etc/demo'
check "/var takes writes" sh -c 'echo first > /var/demo'
check "the disk is at /sysroot" disk_at_sysroot
check "systemctl is-system-running: running" running
[ "$backend" = composefs ] || check "ostree admin status marks the booted deployment" booted_deployment
