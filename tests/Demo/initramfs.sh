# shellcheck shell=sh
# The first process of the machine. After a refusal the line must be sent before the kernel panics.
mount -t ext4 /dev/vda /sysroot
prepare-root /sysroot || { stty sane < /dev/console; exit; }
cp /checks.sh /run/checks.sh
for directory in dev proc sys run; do
    mount --move "/$directory" "/sysroot/$directory"
done
exec switch_root /sysroot /sbin/init
