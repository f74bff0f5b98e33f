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
            ' plan' | ' check' | ' why' | ' status' | ' explain' | ' inspect' | ' inspect ls' | ' inspect objects' | ' inspect dump' | ' diff' | ' digest' | ' seal' | ' remove' | ' gc' | ' assemble' | ' soft-reboot' | ' factory-reset' | ' keygen' | ' public-key' | ' sign' | ' verify' | ' initramfs' | ' forget-stale-record') command="$command ${COMP_WORDS[i]}" ;;
        esac
    done

    case "$command $previous" in
        ' plan --sysroot' | ' plan --entry' | ' plan --uki' | ' plan --initramfs' | ' check --sysroot' | ' check --entry' | ' check --uki' | ' check --initramfs' | ' why --sysroot' | ' seal --sign' | ' seal --uki' | ' seal --linux' | ' seal --initrd' | ' seal --secureboot-private-key' | ' seal --secureboot-certificate' | ' assemble --sysroot' | ' assemble --entry' | ' assemble --uki' | ' assemble --initramfs' | ' soft-reboot --entry' | ' soft-reboot --uki' | ' factory-reset --sysroot' | ' factory-reset --entry' | ' factory-reset --uki' | ' factory-reset --initramfs' | ' keygen --output' | ' sign --key' | ' verify --key') compopt -o default ;;
        ' plan --cmdline' | ' check --cmdline' | ' digest --against' | ' seal --cmdline' | ' remove --digest' | ' assemble --cmdline' | ' factory-reset --cmdline' | ' sign --digest' | ' verify --signature' | ' verify --digest') : ;;
        ' plan --config-root' | ' check --config-root' | ' seal --output' | ' remove --sysroot' | ' gc --sysroot' | ' assemble --config-root' | ' assemble --target' | ' factory-reset --config-root' | ' initramfs --root' | ' forget-stale-record --root') compopt -o dirnames ;;
        ' digest --algorithm' | ' seal --algorithm' | ' sign --algorithm' | ' verify --algorithm') words='sha256 sha512' ;;
        ' seal --format') words='v1 v2' ;;
        ' seal --special-files') words='refuse skip keep' ;;
        ' factory-reset --level') words='etc var' ;;
        *)
            case "$command $current" in
                ' forget-stale-record'' '-*) words='-h --help --root' ;;
                ' initramfs'' '-*) words='-h --help --root --json' ;;
                ' verify'' '-*) words='-h --help --key --signature --digest --algorithm --json' ;;
                ' sign'' '-*) words='-h --help --key --seed --digest --algorithm --json' ;;
                ' public-key'' '-*) words='-h --help --seed --json' ;;
                ' keygen'' '-*) words='-h --help --output --json' ;;
                ' factory-reset'' '-*) words='-h --help --sysroot --cmdline --entry --uki --config-root --initramfs --level --undo' ;;
                ' soft-reboot'' '-*) words='-h --help --entry --uki --prepared --cancel' ;;
                ' assemble'' '-*) words='-h --help --sysroot --cmdline --entry --uki --config-root --initramfs --target' ;;
                ' gc'' '-*) words='-h --help --sysroot' ;;
                ' remove'' '-*) words='-h --help --sysroot --digest' ;;
                ' seal'' '-*) words='-h --help --output --incremental --format --algorithm --special-files --allow-no-verity --sign --uki --linux --initrd --cmdline --secureboot-private-key --secureboot-certificate --json' ;;
                ' digest'' '-*) words='-h --help --algorithm --against --json' ;;
                ' diff'' '-*) words='-h --help --json' ;;
                ' inspect dump'' '-*) words='-h --help --json' ;;
                ' inspect objects'' '-*) words='-h --help --json' ;;
                ' inspect ls'' '-*) words='-h --help --json' ;;
                ' inspect'' '-*) words='-h --help' ;;
                ' explain'' '-*) words='-h --help --json' ;;
                ' status'' '-*) words='-h --help --json' ;;
                ' why'' '-*) words='-h --help --sysroot --json' ;;
                ' check'' '-*) words='-h --help --all --deep --sysroot --cmdline --entry --uki --config-root --initramfs --json' ;;
                ' plan'' '-*) words='-h --help --sysroot --cmdline --entry --uki --config-root --initramfs --json' ;;
                ' '-*) words='-h --help --version' ;;
                ' forget-stale-record'' '*) : ;;
                ' initramfs'' '*) : ;;
                ' verify'' '*) compopt -o default ;;
                ' sign'' '*) compopt -o default ;;
                ' public-key'' '*) compopt -o default ;;
                ' keygen'' '*) : ;;
                ' factory-reset'' '*) : ;;
                ' soft-reboot'' '*) : ;;
                ' assemble'' '*) compopt -o default ;;
                ' gc'' '*) : ;;
                ' remove'' '*) : ;;
                ' seal'' '*) compopt -o default ;;
                ' digest'' '*) compopt -o default ;;
                ' diff'' '*) compopt -o default ;;
                ' inspect dump'' '*) compopt -o default ;;
                ' inspect objects'' '*) compopt -o default ;;
                ' inspect ls'' '*) compopt -o default ;;
                ' inspect'' '*) words='ls objects dump' ;;
                ' explain'' '*) words='commit-failed commit-malformed commit-without-digest configuration-contradictory configuration-malformed deployment-link-malformed deployment-missing directory-missing disk-unreadable floor-lowered hotfix-incomplete image-damaged image-digest-differs image-malformed image-missing image-not-regular image-without-verity init-missing init-unreadable initramfs-unreadable kernel-argument-malformed kernel-too-old keys-malformed measurement-failed mount-failed mount-point-missing no-root-requested not-root objects-missing path-refused record-unwritable run-missing signature-invalid state-ambiguous state-missing state-read-only sysroot-foreign sysroot-missing sysroot-not-mounted too-old usage' ;;
                ' status'' '*) : ;;
                ' why'' '*) compopt -o default ;;
                ' check'' '*) : ;;
                ' plan'' '*) : ;;
                ' '*) words='plan check why status explain inspect diff digest seal remove gc assemble soft-reboot factory-reset keygen public-key sign verify initramfs forget-stale-record' ;;
            esac
            ;;
    esac
    [[ -z $words ]] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _prepare_rootctl prepare-rootctl
