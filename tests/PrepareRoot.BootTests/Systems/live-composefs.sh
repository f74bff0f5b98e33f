# shellcheck shell=sh
# shellcheck disable=SC2154 # $boot is set by the script that precedes this one
# One boot of the machine with a composefs repository; $boot is its name. It writes facts, changes
# something and reboots. Each fact is a line "@@fact NAME" of the report and the text that follows
# it.
fact() { echo "@@fact $1" >&3; cat >&3; }

echo "@@boot $boot" >&3
systemctl is-system-running --wait | fact state
systemctl --failed --plain --no-legend | fact failed
uname -r | fact kernel
for place in / /etc /var /sysroot; do
    findmnt --noheadings --raw --nofsroot --output TARGET,SOURCE,FSTYPE,VFS-OPTIONS,FSROOT --mountpoint $place
done | fact mounts
fact record < /run/prepare-root.json

# The image's files and the machine's own: /etc/hostname and /etc/host.conf are in the image.
shared=/sysroot/state/os/default/var
for file in /usr/share/demo/version /demo /etc/hostname /etc/demo /var/demo $shared/demo; do
    [ ! -e "$file" ] || echo "$file $(cat "$file")"
done | fact files
if [ -e /etc/host.conf ]; then echo there; else echo gone; fi | fact "host.conf"

for file in /demo /etc/demo /etc/hostname /var/demo; do
    why=$( { echo "$boot" > "$file"; } 2>&1)
    echo "$file: ${why##*: }"
done | fact writes
rm /etc/host.conf

# An orderly reboot, unlike at the end of this script. It also stops the service that runs the
# script.
echo "exit status 0" >&3
systemctl reboot --no-block
sleep infinity
