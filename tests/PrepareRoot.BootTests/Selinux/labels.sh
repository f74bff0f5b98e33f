# shellcheck shell=sh
# Writes the facts of a system with SELinux. Each fact is a line "@@fact NAME" of the report and the
# text that follows it.
fact() { echo "@@fact $1" >&3; cat >&3; }

systemctl is-system-running --wait | fact state
getenforce | fact enforcing
for path in / /etc /etc/passwd /etc/shadow /usr /usr/bin/dash /usr/lib/prepare-root/prepare-root /var /sysroot /nix; do
    [ ! -e "$path" ] || stat --format='%n %C' "$path"
done | fact labels
# What is made later gets its label by the policy, from the directory that it is in.
touch /etc/new && stat --format=%C /etc/new | fact new
prepare-rootctl status | head -n 1 | fact status
dmesg | grep 'avc:' | fact denials

# For whoever reads the log.
systemctl show --value --property=Result,ExecMainStatus,ConditionResult prepare-root-label.service | fact unit
fact mounts < /proc/self/mountinfo
systemctl --failed --plain --no-legend | fact failed
find / /sysroot -maxdepth 3 -xdev -exec stat --format='%n %C' {} + | fact all
# With the policy's label for it, it may not write here.
cp /usr/bin/journalctl /run
/run/journalctl --boot --output=short-monotonic | fact journal
