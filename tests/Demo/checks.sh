# shellcheck shell=sh
# Precedes each script that a booted system runs. A check is a line of the report, which is file
# descriptor 3.

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

running() {
    state=$(systemctl is-system-running --wait)
    echo "$state"
    systemctl --failed --plain --no-legend
    [ "$state" = running ]
}
