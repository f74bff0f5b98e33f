# shellcheck shell=sh
# One boot of the machine with libostree; $boot is its name. It writes facts, changes something and
# reboots. A line "@@boot NAME" of the report starts the facts of a boot; each fact is a line
# "@@fact NAME" and the text that follows it.
fact() { echo "@@fact $1" >&3; cat >&3; }

look() {
    echo "@@boot $1" >&3
    systemctl is-system-running --wait | fact state
    systemctl --failed --plain --no-legend | fact failed
    for unit in ostree-remount.service var.mount boot.mount ostree-boot-complete.service; do
        echo "$unit $(systemctl is-active $unit)"
    done | fact units
    for place in / /usr /etc /var /boot /sysroot; do
        mount_at $place
    done | fact mounts
    status status
    # The image's files, the machine's own /etc and /var, and what was changed in /usr.
    for file in /usr/share/demo/version /etc/demo-new /etc/demo /etc/demo-late /var/demo /usr/bin/fixed /usr/bin/transient; do
        [ ! -e $file ] || echo "$file $(cat $file)"
    done | fact files
    [ ! -e /run/prepare-root.json ] || fact record < /run/prepare-root.json
    find /run/prepare-root.json /run/ostree-booted /run/ostree /run/nextroot 2> /dev/null | sort | fact run
}

# A soft reboot ends this script, and the next half of the boot starts it again. Its argument is
# the name of that half.
soft_reboot() {
    echo "$1" > /run/soft-rebooted
    systemctl soft-reboot --no-block
    sleep infinity
}

# The boot entry of the deployment that isn't booted and has no older one of the same commit.
other_entry() {
    for entry in /boot/loader/entries/*.conf; do
        link=$(sed -n 's/^options .*ostree=\([^ ]*\).*/\1/p' "$entry")
        target=$(readlink "/sysroot$link")
        case ${target##*/} in "$1" | *.[1-9]) ;; *.0) echo "$entry" ;; esac
    done
}

booted() { sed -n 's,.*"deployment": ".*/\([^/]*\)".*,\1,p' /run/prepare-root.json; }

mount_at() { ! mountpoint --quiet "$1" || findmnt --noheadings --raw --output TARGET,FSTYPE,VFS-OPTIONS,FSROOT --mountpoint "$1"; }

status() { ostree admin status 2>&1 | fact "$1"; }

# An orderly reboot, unlike at the end of this script. It also stops the service that runs the
# script.
reboot_cleanly() {
    echo "exit status 0" >&3
    systemctl reboot --no-block
    sleep infinity
}

set -e
# shellcheck disable=SC2154 # set in the line that precedes this file
case $boot in
first)
    look first
    echo mine > /etc/demo
    echo mine > /var/demo
    ostree admin pin 0
    mkdir -p /tmp/change/usr/share/demo /tmp/change/usr/etc
    echo 2 > /tmp/change/usr/share/demo/version
    echo theirs > /tmp/change/usr/etc/demo
    echo theirs > /tmp/change/usr/etc/demo-new
    unshare --mount sh -c "mount -o remount,rw /sysroot
        exec ostree --repo=/sysroot/ostree/repo commit --branch=demo --tree=ref=demo --tree=dir=/tmp/change --no-xattrs --owner-uid=0 --owner-gid=0" |
        fact commit
    ostree admin deploy --stage --os=demo demo
    status "status at the end"
    echo mine > /etc/demo-late
    reboot_cleanly
    ;;
upgraded)
    look upgraded
    fsverity measure "/sysroot/$(sed -n 's/^  "image": "\(.*\)",$/\1/p' /run/prepare-root.json)" | cut -d ' ' -f 1 | fact measured
    ostree admin unlock --hotfix
    echo fixed > /usr/bin/fixed
    rm /usr/share/demo/version
    status "status at the end"
    reboot_cleanly
    ;;
hotfixed)
    look hotfixed
    echo "fixed again" > /usr/bin/fixed
    ostree admin set-default 2
    status "status at the end"
    reboot_cleanly
    ;;
back)
    case $(cat /run/soft-rebooted 2> /dev/null) in
    "")
        look back
        prepare-rootctl soft-reboot --entry "$(other_entry "$(booted)")" | fact prepared
        soft_reboot verified
        ;;
    verified)
        look verified
        prepare-rootctl status | fact "our status"
        systemctl start prepare-root-soft-reboot.service
        ostree admin prepare-soft-reboot 0
        soft_reboot replaced
        ;;
    replaced)
        look replaced
        ostree admin unlock
        echo transient > /usr/bin/transient
        mount_at /usr | fact unlocked
        status "status at the end"
        ostree admin prepare-soft-reboot 1
        soft_reboot "soft-rebooted"
        ;;
    *)
        look "soft-rebooted"
        prepare-rootctl soft-reboot 2>&1 | fact refused
        ;;
    esac
    ;;
esac
