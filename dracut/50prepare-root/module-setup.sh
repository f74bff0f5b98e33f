#!/bin/bash
# Puts prepare-root into the initramfs: it turns the mounted disk at /sysroot into a verified composefs root.
# shellcheck disable=SC2154 # dracut sets the variables that are not set here

prepare_root=/usr/lib/prepare-root/prepare-root

# They do the same work on the same /sysroot: libostree's module, bootc's and composefs-rs's.
prepare_root_rivals=(ostree bootc composefs)

# called by dracut
check() {
    [[ -x ${dracutsysrootdir-}$prepare_root ]] || return 1
    [[ -x ${dracutsysrootdir-}$systemdutildir/systemd ]] || return 1

    # An initramfs that saves a crash dump boots no OS.
    [[ " $dracutmodules $add_dracutmodules $force_add_dracutmodules " =~ " "kdump(base)?" " ]] && return 255

    return 0
}

# called by dracut
depends() {
    echo systemd-initrd
}

# The prepare-root.conf that counts: the one in /etc replaces the other whole, at boot as here.
prepare_root_conf() {
    local _conf
    for _conf in /etc/ostree/prepare-root.conf /usr/lib/ostree/prepare-root.conf; do
        [[ -f ${dracutsysrootdir-}$_conf ]] && echo "$_conf" && return
    done
}

# The value of a key in a section of it.
prepare_root_setting() {
    local _conf
    _conf=$(prepare_root_conf)
    [[ $_conf ]] || return 0
    sed -n "/^[[:space:]]*\[$1\]/,/^[[:space:]]*\[/ s/^[[:space:]]*$2[[:space:]]*=[[:space:]]*//p" "${dracutsysrootdir-}$_conf" | tail -n 1
}

# called by dracut
installkernel() {
    # Host-only images take the modules in use now: the machine that builds need not have such a root itself.
    hostonly='' instmods erofs overlay loop
    [[ $(prepare_root_setting measure pcr) ]] && hostonly='' instmods tpm_tis tpm_crb
    return 0
}

# called by dracut
install() {
    local _rival _conf _key _enabled

    for _rival in "${prepare_root_rivals[@]}"; do
        if dracut_module_included "$_rival"; then
            dfatal "dracut modules 'prepare-root' and '$_rival' would both set up /sysroot. Leave one of them out:"
            dfatal "omit_dracutmodules+=\" $_rival \" (or \" prepare-root \") in /etc/dracut.conf.d"
            exit 1
        elif [[ " $add_dracutmodules " == *" $_rival "* ]]; then
            dinfo "prepare-root takes the place of dracut module '$_rival'"
        fi
    done

    inst_binary "$prepare_root"

    _conf=$(prepare_root_conf)
    [[ $_conf ]] && inst_simple "$_conf"

    _enabled=$(prepare_root_setting composefs enabled)
    _key=$(prepare_root_setting composefs keypath)
    _key=${_key:-/etc/ostree/initramfs-root-binding.key}
    if [[ $_enabled == signed && ! -f ${dracutsysrootdir-}$_key ]]; then
        dwarn "$_conf: enabled=signed, but there is no $_key: the machine will not boot"
    fi
    inst_multiple -o "$_key" /usr/lib/composefs/setup-root-conf.toml

    if [[ $(prepare_root_setting measure pcr) ]]; then
        if [[ ! -x ${dracutsysrootdir-}$systemdutildir/systemd-pcrextend ]]; then
            dwarn "$_conf: measure.pcr is set, but there is no $systemdutildir/systemd-pcrextend: the root will not boot"
        fi
        # systemd-pcrextend loads the TPM's libraries when it runs, and newer ones that of OpenSSL too.
        inst_multiple "$systemdutildir/systemd-pcrextend"
        inst_libdir_file "libtss2-esys.so*" "libtss2-mu.so*" "libtss2-rc.so*" "libtss2-tcti-device.so*" "libcrypto.so*"
        # Where the TPM's driver is a module, the generator makes tpm2.target, which our unit is ordered after, wait for the device.
        inst_multiple -o "$systemdutildir/system-generators/systemd-tpm2-generator" "$systemdsystemunitdir/tpm2.target"
    fi

    inst_hook emergency 50 "$moddir/emergency.sh"
    inst_multiple journalctl

    inst_simple "$systemdsystemunitdir/prepare-root.service"
    if [[ $_enabled == verity || $_enabled == signed ]]; then
        # A command line that names no root must not lead around what the configuration asks for: the program runs
        # whatever is on it, and refuses.
        mkdir -p "${initdir}${systemdsystemunitdir}/prepare-root.service.d"
        printf '[Unit]\nConditionKernelCommandLine=\nConditionPathExists=/etc/initrd-release\n' \
            > "${initdir}${systemdsystemunitdir}/prepare-root.service.d/50-always.conf"
    fi
    mkdir -p "${initdir}${systemdsystemunitdir}/initrd-root-fs.target.requires"
    ln_r "$systemdsystemunitdir/prepare-root.service" \
        "$systemdsystemunitdir/initrd-root-fs.target.requires/prepare-root.service"
}
