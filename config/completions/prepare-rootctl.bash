# shellcheck shell=bash
# Completes prepare-rootctl in bash. It is printed from the program's commands: make docs.

_prepare_rootctl() {
    local command='' words='' i
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    # bash takes the = of --option=VALUE for a word.
    if [[ $current == = ]]; then
        current=''
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    COMPREPLY=()

    for ((i = 1; i < COMP_CWORD; i++)); do
        case "$command ${COMP_WORDS[i]}" in
            ' digest' | ' sign' | ' verify' | ' public-key' | ' keygen' | ' explain' | ' initramfs' | ' forget-stale-record') command="$command ${COMP_WORDS[i]}" ;;
        esac
    done

    case "$command $previous" in
        ' digest --algorithm' | ' sign --algorithm' | ' verify --algorithm') words='sha256 sha512' ;;
        ' sign --key' | ' verify --key' | ' keygen --output') compopt -o default ;;
        ' sign --digest' | ' verify --signature' | ' verify --digest') : ;;
        ' initramfs --root' | ' forget-stale-record --root') compopt -o dirnames ;;
        *)
            case "$command $current" in
                ' forget-stale-record'' '-*) words='-h --help --root' ;;
                ' initramfs'' '-*) words='-h --help --root --json' ;;
                ' explain'' '-*) words='-h --help --json' ;;
                ' keygen'' '-*) words='-h --help --output --json' ;;
                ' public-key'' '-*) words='-h --help --seed --json' ;;
                ' verify'' '-*) words='-h --help --key --signature --digest --algorithm --json' ;;
                ' sign'' '-*) words='-h --help --key --seed --digest --algorithm --json' ;;
                ' digest'' '-*) words='-h --help --algorithm --json' ;;
                ' '-*) words='-h --help --version' ;;
                ' forget-stale-record'' '*) : ;;
                ' initramfs'' '*) : ;;
                ' explain'' '*) words='commit-failed commit-malformed commit-without-digest configuration-contradictory configuration-malformed deployment-link-malformed deployment-missing directory-missing disk-unreadable floor-lowered hotfix-incomplete image-damaged image-digest-differs image-malformed image-missing image-not-regular image-without-verity init-missing initramfs-unreadable kernel-argument-malformed kernel-too-old keys-malformed measurement-failed mount-failed mount-point-missing no-root-requested not-root objects-missing path-refused record-unwritable run-missing signature-invalid state-ambiguous state-missing state-read-only sysroot-foreign sysroot-missing sysroot-not-mounted too-old usage' ;;
                ' keygen'' '*) : ;;
                ' public-key'' '*) compopt -o default ;;
                ' verify'' '*) compopt -o default ;;
                ' sign'' '*) compopt -o default ;;
                ' digest'' '*) compopt -o default ;;
                ' '*) words='digest sign verify public-key keygen explain initramfs forget-stale-record' ;;
            esac
            ;;
    esac
    [[ -z $words ]] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _prepare_rootctl prepare-rootctl
