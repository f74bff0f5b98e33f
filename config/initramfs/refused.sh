#!/bin/sh
# After prepare-root refused, or died: does what [refusal] of prepare-root.conf asks for, after its
# delay. The build of the initramfs left the setting in a file, for every configuration. Where the
# file does not have it, the initramfs is damaged: nobody gets a shell, and the machine restarts, as
# the boot loader may have another entry with another initramfs.
#
# Exits with 0 where a shell is allowed (action = shell). Otherwise it does not return. Whoever
# calls it starts no shell if it fails.
#
# "wait": only waits. systemd calls it so (ExecStopPost=) and then acts itself (FailureAction=),
# whatever becomes of this script.
contents=/usr/lib/prepare-root/contents
trigger=/proc/sysrq-trigger

# No key at the console leads around it.
trap '' HUP INT QUIT TSTP TERM

# Set by systemd: the unit stopped, and nothing was refused.
[ "${SERVICE_RESULT-}" != success ] || exit 0

action=
delay=
if [ -f "$contents" ]; then
    while read -r word value seconds; do
        [ "$word" != refusal ] || { action=$value delay=$seconds; }
    done < "$contents"
fi
case $delay in
    "" | *[!0-9]*)
        echo "prepare-root: $contents does not say what follows a refusal" >&2
        action=reboot
        delay=30
        ;;
esac
case $action in
    shell) exit 0 ;;
    reboot) what="it restarts" ;;
    poweroff) what="it is switched off" ;;
    *) what="it is halted" ;;
esac

echo "prepare-root: this machine gives no shell after a refusal ([refusal] action = $action)" >&2
while [ "$delay" -gt 0 ]; do
    echo "prepare-root: $what in $delay seconds" >&2
    step=10
    [ "$delay" -gt 10 ] || step=$delay
    sleep "$step" || break
    delay=$((delay - step))
done
[ "${1-}" != wait ] || exit 0

# The initramfs may have no program for it. The kernel acts on these letters itself
# (Documentation/admin-guide/sysrq.rst).
sync
case $action in
    reboot)
        reboot -f
        echo b > "$trigger"
        ;;
    poweroff)
        poweroff -f
        echo o > "$trigger"
        ;;
esac
while :; do
    sleep 3600
done
