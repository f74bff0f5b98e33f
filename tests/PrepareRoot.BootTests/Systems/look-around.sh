# shellcheck shell=sh
# Writes the facts of a booted system, as root. Each fact is a line "@@fact NAME" of the report and
# the text that follows it.
fact() { echo "@@fact $1" >&3; cat >&3; }

systemctl is-system-running --wait | fact state
{ systemctl is-active multi-user.target; systemctl --failed --plain --no-legend; } | fact target
findmnt --noheadings --raw --output FSTYPE,VFS-OPTIONS / | fact root
for file in /file /usr/file /usr/bin/true /etc/file /var/file; do
    why=$(touch "$file" 2>&1)
    echo "$file: ${why##*: }"
done | fact writes
# A refusal to log in the journal: nothing is mounted at /nowhere.
/usr/lib/prepare-root/prepare-root /nowhere composefs=x
journalctl --sync
journalctl --boot --output=json --output-fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,MESSAGE_ID,PREPARE_ROOT_DEPLOYMENT,PREPARE_ROOT_DIGEST,PREPARE_ROOT_TRUST,PREPARE_ROOT_FAULT,PREPARE_ROOT_CAUSE,PREPARE_ROOT_REMEDY,DEPLOYMENT_PATH \
    SYSLOG_IDENTIFIER=prepare-root _TRANSPORT=journal | fact journal
fact record < /run/prepare-root.json
[ ! -d /sysroot/ostree ] || ostree admin status | fact "ostree status"
