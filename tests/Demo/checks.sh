# shellcheck shell=sh
# Put before each script that a booted system runs. A check is a line of the report, file descriptor 3.

# check DESCRIPTION COMMAND…: the command must succeed; what it prints says why it did not.
check() {
    description=$1
    shift
    if output=$("$@" 2>&1); then
        echo "ok $description" >&3
    else
        echo "FAIL $description: $(echo "$output" | tr '\n' ' ')" >&3
    fi
}

# fails_with MESSAGE COMMAND…: the command must fail, for that reason.
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

running() {
    state=$(systemctl is-system-running --wait)
    echo "$state"
    systemctl --failed --plain --no-legend
    [ "$state" = running ]
}
