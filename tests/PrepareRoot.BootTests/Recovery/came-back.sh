# shellcheck shell=sh
# Writes the facts of the boot that succeeds after the refused ones. Then it refuses requests by hand,
# as an initramfs would, with the real efivarfs in every state that it may have.
fact() { echo "@@fact $1" >&3; cat >&3; }
variables=/sys/firmware/efi/efivars
kept=/run/prepare-root-refused
ours() { find $variables -name 'PrepareRoot*' 2> /dev/null; }

echo "@@boot" >&3
systemctl is-system-running --wait | fact state
systemctl is-active multi-user.target boot-complete.target systemd-bless-boot.service | fact units
systemctl --failed --plain --no-legend | fact failed
find /boot/loader/entries -name "*.conf" -printf "%f\n" | sort | fact entries
ours | fact variable
fact kept < $kept
fact record < /run/prepare-root.json
prepare-rootctl status | fact status
journalctl --sync
journalctl --boot --output=cat SYSLOG_IDENTIFIER=prepare-root _TRANSPORT=journal | fact journal

refuse() {
    rm -f $kept
    /usr/lib/prepare-root/prepare-root /nowhere "$2" 2> /dev/null
    { head -n 1 $kept; ours | wc -l; [ -z "$(ours)" ] || cat "$(ours)"; } | fact "$1"
}
: > /etc/initrd-release
mount -o remount,ro $variables
refuse read-only composefs=x
umount $variables
refuse absent composefs=x
mount -t efivarfs efivarfs $variables
refuse first composefs=x
sleep 1
refuse again composefs=x
refuse other ostree=/x
rm /etc/initrd-release

echo "exit status 0" >&3
systemctl poweroff --force
sleep infinity
