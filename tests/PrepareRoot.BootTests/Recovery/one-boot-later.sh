# shellcheck shell=sh
# The initramfs of a machine with EFI variables. In each boot it prepares the good disk and starts
# the system on it, which writes what "prepare-rootctl status" says: of the boot before. Before that,
# the next row of the table is refused, with its own disk and another /run. The next boot knows of it
# what the firmware keeps.
exec 3> /dev/ttyS1
mount -t efivarfs efivarfs /sys/firmware/efi/efivars
: > /etc/initrd-release
mkdir -p /etc/ostree
printf '[composefs]\nenabled = verity\n' > /etc/ostree/prepare-root.conf

mount -t ext4 /dev/vda /sysroot
number=$(cat /sysroot/boots 2> /dev/null || echo 0)
echo $((number + 1)) > /sysroot/boots
echo "@@boot" >&3
prepare-root /sysroot
if [ -e "/rows/$number" ]; then
    unshare -m sh /broken-row.sh "/rows/$number"
else
    poweroff="poweroff -f"
fi

cp /bin/prepare-rootctl /run/
cat > /run/init.sh << END
/run/prepare-rootctl status 2>&1 | fact "status"
echo | fact end
${poweroff-}
END
for directory in dev proc sys run; do
    mount --move "/$directory" "/sysroot/$directory"
done
exec 3>&-
exec switch_root /sysroot /sbin/init
