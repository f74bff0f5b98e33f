# shellcheck shell=sh
# Writes the facts of a system whose initramfs merged an extension. Each fact is a line "@@fact NAME"
# of the report and the text that follows it.
fact() { echo "@@fact $1" >&3; cat >&3; }

systemctl is-system-running --wait | fact state
fact file < /usr/share/demo/extension
findmnt --noheadings --raw --output FSTYPE,SOURCE /usr | fact usr
systemctl is-active systemd-sysext.service | fact "later merge"
journalctl --sync
journalctl --boot --output=cat --unit=systemd-sysext-sysroot.service | fact journal
prepare-rootctl status | head -n 1 | fact status
fact mounts < /proc/self/mountinfo
