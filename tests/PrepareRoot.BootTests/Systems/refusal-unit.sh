#!/bin/sh
# Runs a tree's systemd as PID 1 of a PID namespace, with a unit that fails as prepare-root.service
# does and the drop-in of [refusal], and prints what ran: "waited" by the drop-in, "shell" by
# emergency.target. In a PID namespace, reboot(2) ends its PID 1 by SIGHUP to restart and by SIGINT
# to switch off or halt (pid_namespaces(7)).
# usage: refusal-unit.sh TREE UNIT DROP-IN COMMAND
set -eu
if [ "${inside-}" != yes ]; then
    # systemd takes the root of a cgroup namespace for that of the hierarchy.
    cgroup=$(mktemp -d /sys/fs/cgroup/unified/refusal-XXXXXX 2> /dev/null || mktemp -d /sys/fs/cgroup/refusal-XXXXXX)
    status=0
    # shellcheck disable=SC2016 # the inner shell expands it
    inside=yes unshare --mount --propagation private sh -euc '
        echo $$ > "$1/cgroup.procs"
        shift
        exec unshare --cgroup sh "$@"' sh "$cgroup" "$0" "$@" || status=$?
    find "$cgroup" -depth -type d -exec rmdir {} +
    exit "$status"
fi
tree=$1 unit=$2 dropin=$3 command=$4

mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay -o "lowerdir=$tree,upperdir=/mnt/upper,workdir=/mnt/work" overlay /mnt/root
cd /mnt/root
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs sys
mkdir -p sys/fs/cgroup
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs dev
for name in null zero urandom; do
    : > dev/$name
    mount --bind /dev/$name dev/$name
done
rm -rf usr/lib/systemd/system-generators
system=etc/systemd/system
mkdir -p $system/prepare-root.service.d

# What it waits for and looks at in an initramfs is not here.
sed -e '/^\(Condition.*\|Requires\|After\|Before\|ExecStopPost\)=/d' -e 's/journal+console/null/' \
    -e "s#^ExecStart=.*#ExecStart=/bin/sh -c '$command'#" "$unit" > $system/prepare-root.service
[ ! -s "$dropin" ] || sed "s#^ExecStopPost=.*#ExecStopPost=-/bin/sh -c 'echo waited >> /log'#" \
    "$dropin" > $system/prepare-root.service.d/refusal.conf
cat > $system/initrd-root-fs.target << 'END'
[Unit]
DefaultDependencies=no
Requires=prepare-root.service
After=prepare-root.service
OnFailure=emergency.target
OnFailureJobMode=replace-irreversibly
END
cat > $system/emergency.target << 'END'
[Unit]
DefaultDependencies=no
Requires=emergency.service
AllowIsolate=yes
END
cat > $system/emergency.service << 'END'
[Unit]
DefaultDependencies=no
FailureAction=exit-force
SuccessAction=exit-force
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo shell >> /log'
END

: > log
status=0
env --ignore-environment PATH=/usr/sbin:/usr/bin container=test timeout 60 \
    unshare --pid --fork --kill-child --mount-proc=proc chroot . \
    /usr/lib/systemd/systemd --unit=initrd-root-fs.target > /dev/null 2>&1 || status=$?
cat log
echo "$status"
