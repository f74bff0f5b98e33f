# shellcheck shell=sh
# shellcheck disable=SC2154 # the demo sets the variables

check "/etc kept what was written" grep -qx first /etc/demo
check "/var kept what was written" grep -qx first /var/demo
check "a corrupted object reads as EIO" fails_with "Input/output error" cat "$corrupted"
check "the files beside it can be read" find "${corrupted%/*}" -type f -not -path "$corrupted" -exec cat {} +
check "the rest of the system works: systemctl is-system-running: running" running
