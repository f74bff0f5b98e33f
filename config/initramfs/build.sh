# shellcheck shell=sh
# What an initramfs needs beside prepare-root itself: for the generators' own scripts, which source this.
# PREPARE_ROOT_SYSROOT is the tree that the initramfs is for; empty: this system.

# The file that tells the initramfs that the program is to run whatever is on the kernel command line.
# shellcheck disable=SC2034 # it is for those who source this
prepare_root_always=/usr/lib/prepare-root/always

# The prepare-root.conf that counts: the one in /etc replaces the other whole, at boot as here.
prepare_root_conf() {
    for _conf in /etc/ostree/prepare-root.conf /usr/lib/ostree/prepare-root.conf; do
        [ ! -f "${PREPARE_ROOT_SYSROOT-}$_conf" ] || { echo "$_conf"; return; }
    done
}

# prepare_root_setting GROUP KEY: the value in it; "?" for one that the program refuses: an empty one, or any in a file with a broken group.
prepare_root_setting() {
    _conf=$(prepare_root_conf)
    [ -n "$_conf" ] || return 0
    awk -v group="[$1]" -v key="$2" '
        { gsub(/^[ \t]+|[ \t\r]+$/, "") }
        /^\[/ { current = $0 }
        /^\[/ && !/\]$/ { value = "?"; exit }
        current == group && index($0, "=") {
            name = substr($0, 1, index($0, "=") - 1)
            sub(/[ \t]+$/, "", name)
            if (name == key) {
                value = substr($0, index($0, "=") + 1)
                sub(/^[ \t]+/, "", value)
                if (value == "") value = "?"
            }
        }
        END { print value }' "${PREPARE_ROOT_SYSROOT-}$_conf"
}

prepare_root_keys() {
    _keys=$(prepare_root_setting composefs keypath)
    echo "${_keys:-/etc/ostree/initramfs-root-binding.key}"
}

# The configuration and the keys: those that are there.
prepare_root_files() {
    for _file in "$(prepare_root_conf)" "$(prepare_root_keys)" /usr/lib/composefs/setup-root-conf.toml; do
        [ ! -f "${PREPARE_ROOT_SYSROOT-}$_file" ] || echo "$_file"
    done
}

# Where verification is asked for, a command line that names no root must not lead around it: the program runs, and refuses. So it does where
# the value is none that we know, or can't be read.
prepare_root_runs_always() {
    _enabled=$(prepare_root_setting composefs enabled) || return 0
    case $_enabled in '' | no | false | 0 | yes | true | 1 | maybe) return 1 ;; esac
}

# What will keep the machine from booting: a line each.
prepare_root_warnings() {
    _keys=$(prepare_root_keys)
    if [ "$(prepare_root_setting composefs enabled)" = signed ] && [ ! -f "${PREPARE_ROOT_SYSROOT-}$_keys" ]; then
        echo "$(prepare_root_conf): enabled=signed, but there is no $_keys: the machine will not boot"
    fi
}
