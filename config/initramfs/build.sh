# shellcheck shell=sh
# Puts into an initramfs what 'prepare-rootctl initramfs' says that it needs. The scripts for the
# initramfs generators source this.

# prepare_root_contents TREE: prints what the initramfs for the tree needs, a word and its value on
# each line ('prepare-rootctl initramfs --help' lists them). Warnings and errors go to standard
# error. Where it fails, no initramfs may be built.
#
# The prepare-rootctl of the tree comes first: it reads the configuration as the prepare-root beside
# it does at boot. It is a static program and needs nothing else of the tree. Where the tree has
# none, or one for another architecture, the one in PATH is asked.
prepare_root_contents() {
    for _tool in "${1%/}/usr/bin/prepare-rootctl" "$(command -v prepare-rootctl)"; do
        if "$_tool" --version > /dev/null 2>&1; then
            "$_tool" initramfs --root "$1"
            return
        fi
    done
    echo "prepare-rootctl is missing: none runs here, neither" \
        "${1%/}/usr/bin/prepare-rootctl nor one in PATH" >&2
    return 1
}

# prepare_root_values CONTENTS WORD: the values of a word in the contents, one on each line.
prepare_root_values() {
    printf '%s\n' "$1" | sed -n "s/^$2 //p"
}

# prepare_root_has CONTENTS WORD: whether a word is in the contents, with a value or without.
prepare_root_has() {
    printf '%s\n' "$1" | grep -E -x "$2( .*)?" > /dev/null
}

# prepare_root_refusal INITRAMFS ACTION SECONDS: lets systemd act on a refusal, also if prepare-root
# or a script is killed. These actions come from PID 1 at once: emergency.target does not start. The
# unit has not failed before ExecStopPost= has waited.
prepare_root_refusal() {
    _dropin=$1/usr/lib/systemd/system/prepare-root.service.d
    mkdir -p "$_dropin" || return
    {
        echo "[Unit]"
        # systemd before 254 can't halt. It ignores the line, and switches off.
        [ "$2" != halt ] || echo "FailureAction=poweroff-immediate"
        echo "FailureAction=$2-immediate"
        echo "[Service]"
        echo "ExecStopPost=-/usr/lib/prepare-root/initramfs-refused.sh wait"
        echo "TimeoutStopSec=$(($3 + 60))"
    } > "$_dropin/refusal.conf"
}

# prepare_root_copy CONTENTS TREE INITRAMFS: copies the files from the tree (empty: this system)
# into the directory that becomes the initramfs. What decides at boot whether prepare-root runs goes
# with them: the file "always" for prepare-root.service, "contents" for initramfs-boot.sh.
prepare_root_copy() {
    _directory=$3/usr/lib/prepare-root/
    mkdir -p "$_directory" || return
    while IFS= read -r _line; do
        _value=${_line#* }
        case $_line in
            "source "*) _source=$_value ;;
            "file "*)
                # Links in the initramfs may lead out of it, into the system that builds it.
                case $(realpath -m -- "$3${_value%/*}")/ in
                    "$(realpath -- "$3")"/*) ;;
                    *)
                        echo "prepare-root: ${_value%/*} leads out of the initramfs $3" >&2
                        return 1
                        ;;
                esac
                mkdir -p "$3${_value%/*}" || return
                # A link that is there already may lead out of the initramfs.
                cp --remove-destination --preserve=mode,timestamps "$2$_source" "$3$_value" ||
                    return
                ;;
            always) : > "${_directory}always" || return ;;
            "refusal shell "*) ;;
            "refusal "*)
                # shellcheck disable=SC2086 # words are what is meant
                prepare_root_refusal "$3" $_value || return
                ;;
        esac
    done << CONTENTS
$1
CONTENTS
    printf '%s\n' "$1" > "${_directory}contents"
}
