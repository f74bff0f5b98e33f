#!/bin/bash
# Runs the programs of the benchmark in turn, in a private mount namespace, each on the same disk in
# the same state.
# usage: bench.sh time|calls|count TREE WORK PROGRAM ROUNDS DOUBLINGS MODE…; prints lines "WHAT MODE
# PROGRAM NUMBER". WORK has the disks and what CompiledPrograms makes. If there is disk.img,
# that is the disk with the deployments.
set -eu
action=$1 tree=$2 work=$3 program=$4 rounds=$5 doublings=$6
shift 6
modes=("$@")

[ ! -e "$work/disk.img" ] || mount -o loop "$work/disk.img" "$work/sysroot"

# A root like that of an initramfs: in memory, with libostree's program and its libraries, ours, a
# program that does nothing, and one that makes the mounts and nothing else.
root=$(mktemp -d)
mount -t tmpfs -o mode=0755 tmpfs "$root"
mkdir -p "$root"/{usr,run,sysroot,proc,dev,etc/ostree,own}
mount --rbind "$tree/usr" "$root/usr"
for link in bin lib lib64 sbin; do ln -s "usr/$link" "$root/$link"; done
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
install -m 0755 "$program" "$root/own/prepare-root"
install -m 0755 "$work"/{nothing,floor}{,-glibc} "$root/own"

# Other mounts: twice as many each time.
mkdir "$root/mounts"
mount -t tmpfs tmpfs "$root/mounts"
for ((number = 0; number < doublings; number++)); do
    mkdir "$root/mounts/$number"
    mount --rbind "$root/mounts" "$root/mounts/$number"
done

link=boot.1/testos/e26e5fb244aa25f59d4ef273f2183d1a15827715851d1d986736481190469484/1
image=2b342b073569d0dd0a3d4b1f7bb097e90fd11646c811b99231e6516d249f1ee9

# What the deployment is for the floor, which does not look for it.
deployment=$(readlink -f "$work/sysroot/ostree/$link")
deployment=${deployment#"$(readlink -f "$work/sysroot")"/}

# Sets for a mode: the disk, the configuration, the programs that can do it, and their arguments.
choose() {
    local configuration
    disk=$work/sysroot
    target=("/sysroot" "ostree=/ostree/$link")
    floor=("$1" /sysroot "$deployment" "${deployment%/deploy/*}/var")
    programs=(ours libostree floor floor-glibc)
    case $1 in
    composefs) configuration='[composefs]\nenabled=yes\n' ;;
    bind) configuration='[composefs]\nenabled=no\n' ;;
    transient) configuration='[composefs]\nenabled=yes\n[root]\ntransient=true\n' ;;
    native)
        disk=$work/composefs-fixture/sysroot-sha256
        target=("/sysroot" "composefs=?$image")
        floor=("$1" /sysroot "state/deploy/$image" "state/deploy/$image/var" "composefs/images/$image")
        programs=(ours floor floor-glibc)
        configuration=''
        ;;
    refused)
        target=("/sysroot" quiet)
        programs=(ours libostree)
        configuration='[composefs]\nenabled=yes\n'
        ;;
    start)
        target=(--version)
        programs=(ours nothing nothing-glibc)
        configuration=''
        ;;
    esac
    # shellcheck disable=SC2059 # it has the line feeds
    printf "$configuration" > "$root/etc/ostree/prepare-root.conf"
}

# The program with its arguments.
words() {
    case $1 in
    ours) run=(/own/prepare-root "${target[@]}") ;;
    libostree) run=(/usr/lib/ostree/ostree-prepare-root "${target[@]}") ;;
    floor*) run=("/own/$1" "${floor[@]}") ;;
    nothing*) run=("/own/$1") ;;
    esac
}

launch() {
    words "$3"
    read -ra figures <<< "$("$work/launch" "$1" "$root" "$disk" "${run[@]}" || [ "$2" = refused ] || echo failed)"
    case ${figures[*]} in
    *failed) echo "$2 $3: ${run[*]} failed" >&2; exit 1 ;;
    esac
}

# The launcher and its child have different numbers. Our Main begins with one of the last three calls,
# and has one thread.
calls() {
    local trace=$root/own/trace
    words "$2"
    strace -f -qq -o "$trace" "$work/launch" time "$root" "$disk" "${run[@]}" > /dev/null || [ "$1" = refused ]
    awk -v mode="$1" -v name="$2" '
        NR == 1 { launcher = $1 }
        $1 == launcher { next }
        $2 ~ /^execve\(/ { thread = $1 }
        !thread || /resumed>|\+\+\+|---/ { next }
        { all++ }
        $2 ~ /^(umask|getcwd|geteuid)\(/ { main = 1 }
        main && $1 == thread { own++ }
        END {
            print "calls", mode, name, all
            if (main && name == "ours")
                print "own-calls", mode, name, own
        }' "$trace"
}

measure() {
    case $action in
    time)
        launch time "$1" "$2"
        # The first round reads the files into memory.
        [ "$round" = 0 ] || printf "%s $1 $2 %d\n" time "${figures[0]}" faults $((figures[1] + figures[2])) memory "${figures[3]}"
        ;;
    calls) calls "$1" "$2" ;;
    count)
        launch count "$1" "$2"
        echo "instructions $1 $2 ${figures[0]}"
        ;;
    esac
}

[ "$action" = time ] && round=0 || round=1
for ((; round <= rounds; round++)); do
    for mode in "${modes[@]}"; do
        choose "$mode"
        for name in "${programs[@]}"; do
            measure "$mode" "$name"
        done
    done
done
