# shellcheck shell=sh
# One boot of the machine with programs; $boot is its name. It writes facts and reboots. Each fact is
# a line "@@fact NAME" of the report and the text that follows it.
fact() { echo "@@fact $1" >&3; cat >&3; }
podman() { command podman --cgroup-manager=cgroupfs "$@" 2>&1; }
export HOME=/root

# An orderly reboot, which also stops the service that runs the script.
reboot_cleanly() {
    echo "exit status 0" >&3
    systemctl reboot --no-block
    sleep infinity
}

state() {
    for file in /etc/hostname /etc/demo /var/demo; do
        [ ! -e $file ] || echo "$file $(cat $file)"
    done | fact state
    podman images --format '{{.Repository}}' | fact images
    podman ps --all --format '{{.Names}}' | fact containers
}

# shellcheck disable=SC2154 # set in the line that precedes this file
echo "@@boot $boot" >&3
case $boot in
first)
    disk=$(findmnt --noheadings --nofsroot --output SOURCE /sysroot)
    blkid --output value --match-tag UUID "$disk" | fact uuid
    mkdir -p /var/boot/grub
    cp "/usr/lib/modules/$(uname -r)/vmlinuz" "/var/boot/vmlinuz-$(uname -r)"
    cp "/usr/lib/modules/$(uname -r)/initramfs.img" "/var/boot/initrd.img-$(uname -r)"
    grub-probe --target=device / 2>&1 | fact "grub-probe: /"
    grub-probe --target=device /sysroot 2>&1 | fact "grub-probe: /sysroot"
    grub-mkconfig -o /run/grub.cfg 2>&1 | tail -n 1 | fact grub-mkconfig
    # The setting of docs/running-system.md.
    mkdir /run/grub
    ln -s "$disk" "/run/grub/$(findmnt --noheadings --nofsroot --output SOURCE /)"
    cd /run/grub || exit
    grub-probe --target=device / 2>&1 | fact "grub-probe: / with the link"
    mount --bind /var/boot /boot
    grub-mkconfig -o /run/grub.cfg > /run/grub.log 2>&1
    echo $? | fact "grub-mkconfig with the link"
    fact "grub-mkconfig log" < /run/grub.log
    umount /boot
    grep -E '^[[:space:]]+linux|search' /run/grub.cfg | fact grub.cfg
    cd /

    mkdir -p /run/image/bin
    cp /usr/bin/busybox /run/image/bin/sh
    tar -C /run/image -c . | podman import - demo | tail -n 1 | fact import
    podman run --network none --name kept demo /bin/sh -c 'echo written > /file; echo "a container runs"' | fact run
    podman info --format '{{.Store.GraphDriverName}} {{.Store.GraphRoot}}' | fact store

    echo mine > /etc/demo
    echo mine > /etc/hostname
    echo mine > /var/demo
    state
    prepare-rootctl factory-reset --level var 2>&1 | fact reset
    reboot_cleanly
    ;;
reset)
    state
    prepare-rootctl factory-reset --undo 2>&1 | fact undo
    systemctl is-system-running --wait | fact running
    reboot_cleanly
    ;;
undone)
    state
    podman start --attach kept | fact started
    podman run --network none --rm demo /bin/sh -c 'echo "a container runs again"' | fact run
    podman diff kept | fact diff
    prepare-rootctl status | head -n 1 | fact status
    kdump-config show 2>&1 | fact kdump
    sync
    echo "exit status 0" >&3
    echo c > /proc/sysrq-trigger
    ;;
crashed)
    find /var/crash -type f -printf '%f %s\n' | sort | fact crash
    grep -h "Trigger a crash" /var/crash/*/dmesg.* | fact dmesg
    head -c 8 /var/crash/*/dump.* | fact dump
    prepare-rootctl status | head -n 1 | fact status
    ;;
esac
