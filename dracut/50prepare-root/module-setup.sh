#!/bin/bash
# Puts prepare-root into the initramfs: it turns the mounted disk at /sysroot into a verified
# composefs root.
# shellcheck disable=SC2154 # dracut sets the variables that are not set here

prepare_root=/usr/lib/prepare-root/prepare-root
prepare_rootctl_path=/usr/bin/prepare-rootctl

# They do the same work on the same /sysroot: libostree's module, bootc's and composefs-rs's.
prepare_root_rivals=(ostree bootc composefs)

# called by dracut
check() {
    [[ -x ${dracutsysrootdir-}$prepare_root ]] || return 1

    # An initramfs that saves a crash dump boots no OS.
    [[ " $dracutmodules $add_dracutmodules $force_add_dracutmodules " =~ " "kdump(base)?" " ]] &&
        return 255

    return 0
}

# called by dracut
depends() {
    prepare_root_has_systemd && echo systemd-initrd
    return 0
}

# Whether systemd runs in the initramfs: it is there, and not left out.
prepare_root_has_systemd() {
    [[ -x ${dracutsysrootdir-}$systemdutildir/systemd && " $omit_dracutmodules " != *" systemd "* ]]
}

# Asks prepare-rootctl what the initramfs needs: once, as dracut sources this file for each of its
# steps. A configuration that prepare-root would refuse at boot ends dracut.
prepare_root_read() {
    # shellcheck source=config/initramfs/build.sh
    . "${dracutsysrootdir-}/usr/lib/prepare-root/initramfs-build.sh"
    # A variable that the environment brings along is not an answer.
    [[ ${prepare_root_asked-} == "$$:$initdir" ]] && return
    if ! prepare_root_answer=$(prepare_root_contents "${dracutsysrootdir:-/}"); then
        dfatal "prepare-root: the initramfs is not built, because it would not boot: see above"
        exit 1
    fi
    prepare_root_asked="$$:$initdir"
}

# called by dracut
installkernel() {
    local _module

    prepare_root_read
    # Host-only images take the modules in use now: the machine that builds need not have such a
    # root itself.
    while read -r _module; do
        hostonly='' instmods "$_module"
    done < <(
        prepare_root_values "$prepare_root_answer" module
        prepare_root_values "$prepare_root_answer" optional-module
    )
    return 0
}

# Shows a refusal on the whole screen. It loads the library for the QR code when it runs.
prepare_root_install_bsod() {
    local _unit=$systemdsystemunitdir/systemd-bsod.service

    inst_multiple "$systemdutildir/systemd-bsod" "$_unit" \
        "$systemdsystemunitdir/initrd.target.wants/systemd-bsod.service"
    inst_libdir_file "libqrencode.so*"

    # It does not see a journal whose directory is made after it started.
    mkdir -p "$initdir$_unit.d"
    printf '[Unit]\nAfter=systemd-journald.service\n' > "$initdir$_unit.d/prepare-root.conf"

    # Emergency mode stops what it does not want.
    mkdir -p "$initdir$systemdsystemunitdir/emergency.target.wants"
    ln_r "$_unit" "$systemdsystemunitdir/emergency.target.wants/systemd-bsod.service"
}

# called by dracut
install() {
    local _rival

    for _rival in "${prepare_root_rivals[@]}"; do
        if dracut_module_included "$_rival"; then
            dfatal "dracut modules 'prepare-root' and '$_rival' would both set up /sysroot." \
                "Leave one of them out:"
            dfatal "omit_dracutmodules+=\" $_rival \" (or \" prepare-root \") in /etc/dracut.conf.d"
            exit 1
        elif [[ " $add_dracutmodules " == *" $_rival "* ]]; then
            dinfo "prepare-root takes the place of dracut module '$_rival'"
        fi
    done

    prepare_root_read
    inst_binary "$prepare_root"
    if ! prepare_root_copy "$prepare_root_answer" "${dracutsysrootdir-}" "$initdir"; then
        dfatal "prepare-root: its configuration can't be copied into the initramfs: see above"
        exit 1
    fi

    if prepare_root_has "$prepare_root_answer" measure; then
        # systemd-pcrextend loads the TPM's libraries when it runs, and newer ones OpenSSL's too.
        inst_multiple "$systemdutildir/systemd-pcrextend"
        inst_libdir_file "libtss2-esys.so*" "libtss2-mu.so*" "libtss2-rc.so*" \
            "libtss2-tcti-device.so*" "libcrypto.so*"
        # Where the TPM's driver is a module, the generator makes tpm2.target, which our unit is
        # ordered after, wait for the device.
        inst_multiple -o "$systemdutildir/system-generators/systemd-tpm2-generator" \
            "$systemdsystemunitdir/tpm2.target"
        inst_hook emergency 10 "$moddir/measure-shell.sh"
    fi

    inst_script "${prepare_root%/*}/initramfs-died.sh"
    inst_script "${prepare_root%/*}/initramfs-refused.sh"
    inst_multiple sleep sync

    # In dracut.conf: for the emergency shell. It is a static program.
    if [[ ${prepare_rootctl-} == yes ]] && ! inst_binary "$prepare_rootctl_path"; then
        dfatal "prepare-root: prepare_rootctl=\"yes\", but $prepare_rootctl_path can't be installed"
        exit 1
    fi

    if ! prepare_root_has_systemd; then
        inst_script "${prepare_root%/*}/initramfs-boot.sh"
        inst_hook pre-pivot 00 "$moddir/pre-pivot.sh"
        return
    fi

    if [[ -x ${dracutsysrootdir-}$systemdutildir/systemd-bsod &&
        " $omit_dracutmodules " != *" systemd-bsod "* ]]; then
        prepare_root_install_bsod
    fi

    inst_hook emergency 50 "$moddir/emergency.sh"
    inst_multiple journalctl
    inst_simple "$systemdsystemunitdir/prepare-root.service"
    mkdir -p "${initdir}${systemdsystemunitdir}/initrd-root-fs.target.requires"
    ln_r "$systemdsystemunitdir/prepare-root.service" \
        "$systemdsystemunitdir/initrd-root-fs.target.requires/prepare-root.service"
}
