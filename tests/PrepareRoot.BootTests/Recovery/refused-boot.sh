# shellcheck shell=sh
# Writes the facts of a refused boot, in the initramfs, after the delay of [refusal]. systemd runs it
# with the environment of ExecStopPost=.
[ "${SERVICE_RESULT-}" != success ] || exit 0
exec 3> /dev/ttyS1
fact() { echo "@@fact $1" >&3; cat >&3; }

echo "@@boot" >&3
fact kept < /run/prepare-root-refused
# Its attributes, four bytes, come before the content.
cat /sys/firmware/efi/efivars/PrepareRootRefused-* | fact variable
systemctl is-active systemd-bsod.service emergency.target | fact units
# What each virtual terminal shows.
cat /dev/vcs[1-9]* | fact screens
echo | fact end
