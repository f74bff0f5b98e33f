# shellcheck shell=sh
# shellcheck disable=SC2154 # the demo sets the variables
# A check is a line of the report, which is file descriptor 3.

# check DESCRIPTION COMMAND…: the command must succeed; its output is the reason if it fails.
check() {
    description=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok $description" >&3
    else
        echo "FAIL $description: $(echo "$output" | tr '\n' ' ')" >&3
    fi
}

# fails_with MESSAGE COMMAND…: the command must fail with that message.
fails_with() {
    message=$1
    shift
    if output=$("$@" 2>&1); then
        echo "'$*' succeeded"
        return 1
    fi
    echo "$output"
    case $output in *"$message"*) ;; *) return 1 ;; esac
}

mounted() {
    grep " $1 " /proc/mounts
    grep -q "^$2 $1 $3 $4," /proc/mounts
}

small_and_full() {
    df -m /
    # shellcheck disable=SC2046 # the words of a line
    set -- $(df -P -m / | tail -n 1)
    [ "$2" -lt 100 ] && [ "$5" = 100% ]
}

as_recorded() {
    prepare-rootctl status
    prepare-rootctl status | grep -q '^boot  *as recorded'
}

case $boot in
first)
    check "/ is an overlay, mounted read-only" mounted / "composefs[^ ]*" overlay ro
    check "a write to / fails with EROFS, also for root" fails_with "Read-only file system" touch /file
    check "a write to /usr/bin fails with EROFS, also for root" fails_with "Read-only file system" touch /usr/bin/true
    check "df / is small and full" small_and_full
    check "the disk is at /sysroot, read-only" mounted /sysroot /dev/vda ext4 ro
    check "/etc takes writes" sh -c 'echo first > /etc/demo'
    check "/var takes writes" sh -c 'echo first > /var/demo'
    # libostree's disk has it in no deployment.
    [ "$backend" = ostree ] || check "prepare-rootctl status: the boot is as recorded" as_recorded
    ;;
corrupted)
    check "/etc kept what was written" grep -qx first /etc/demo
    check "/var kept what was written" grep -qx first /var/demo
    check "a corrupted object reads as EIO" fails_with "Input/output error" cat "$corrupted"
    check "the files beside it can be read" find "${corrupted%/*}" -type f ! -path "$corrupted" -exec cat {} +
    ;;
esac
