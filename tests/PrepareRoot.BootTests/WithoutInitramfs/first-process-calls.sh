# shellcheck shell=sh
# Runs the program as PID 1 of a PID namespace, with the disk as its root directory, again and again.
# Each time another system call fails or kills it. Writes a line for each run to file descriptor 3:
# the call, its number among the calls with its name, what was injected, the exit status and how the
# run ended: refused, complete, killed, or wrong and why.
# usage: first-process-calls.sh PROGRAM STEP INJECTION…
program=$1 step=$2
shift 2

run() {
    # Its namespace has its own mounts, which end with it.
    # shellcheck disable=SC2086 # no injection is no argument
    strace -f -o /log ${1:+-e inject=$1} unshare -m -p -f chroot /disk "$program" > /output 2> /error
}

# What must not change.
state() {
    find /disk -xdev -exec stat -c '%A %u:%g %Y %s %n' {} + | sort
    cat /proc/self/mountinfo
    losetup -a
    ls -R /run
}

# What init prints, without the program's message: the console may fail.
init_said() { grep -v '^prepare-root: '; }

judge() {
    state > /after
    if ! cmp -s /before /after; then
        echo "wrong: the machine is not as before: $(diff /before /after | tr '\n' ' ')"
    elif [ "$1" = 0 ] && init_said < /output | cmp -s /expected -; then
        echo complete
    elif [ "$1" = 1 ] && grep -q '^prepare-root: refused \[' /error; then
        echo refused
    elif [ "$1" = 137 ] && [ "$2" = signal=KILL ]; then
        echo killed
    else
        echo "wrong: $(head -n 1 /error)"
    fi
}

mkdir -p /disk
mount -t ext4 /dev/vda /disk
mkdir -p /disk/dev
mount -t devtmpfs dev /disk/dev
for deployment in /disk/ostree/deploy/demo/deploy/*.0; do
    rm "$deployment/usr/sbin/init"
    # Only what the shell does itself: strace counts the calls of each process, so the first call of
    # another one would fail, too.
    cat > "$deployment/usr/sbin/init" <<'END'
#!/bin/sh
for directory in / /usr /etc /var /sysroot /boot; do
    [ -w "$directory" ] && writable=writable || writable=read-only
    echo "$directory $writable:" "${directory%/}"/*
done
echo /run/* /run/*/* /run/.*
END
    chmod +x "$deployment/usr/sbin/init"
done

state > /before
run || { cat /error; exit 1; }
init_said < /output > /expected
grep -q '^/sysroot ' /expected || { cat /output; exit 1; }
judge 0 none | grep -qx complete || { judge 0 none; exit 1; }

# The program starts with the second execve of the first process's child, and Main with the last
# getpid before geteuid. At the third execve it becomes init. A call that the first process makes
# too would fail there first.
awk '
    { name = $2; sub(/\(.*/, "", name); if (name !~ /^[a-z]/) next }
    !first { first = $1 }
    $1 == first { own[name]++; next }
    !child { child = $1 }
    $1 != child { next }
    { number[name]++ }
    name == "execve" && ++programs == 3 { exit }
    programs < 2 || name == "execve" { next }
    name == "getpid" { last = count }
    name == "geteuid" { start = last }
    { calls[count++] = name " " number[name] }
    END {
        for (i = start; i < count; i++) {
            split(calls[i], call, " ")
            if (call[2] > own[call[1]])
                print calls[i]
        }
    }
' /log > /calls

line=0
while read -r name when; do
    line=$((line + 1))
    [ $((line % step)) = 0 ] || continue
    for injection in "$@"; do
        run "$name:$injection:when=$when"
        status=$?
        echo "$name $when $injection $status $(judge $status "$injection")" >&3
    done
done < /calls
