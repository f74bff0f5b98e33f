#!/bin/sh
# Sourced by dracut right before its emergency shell: says again what prepare-root refused, or that
# it died. What the journal forwards to the console at that time is lost or torn, as the terminal is
# reset for the shell. This is printed afterwards, right above the shell.
(
    journalctl --sync
    said=$(journalctl --quiet --boot --output=cat \
        _SYSTEMD_UNIT=prepare-root.service _TRANSPORT=stdout)
    case $said in
        *"prepare-root: refused ["*) what="The root file system was refused" ;;
        *"prepare-root: died ("*) what="prepare-root died" ;;
        *) exit ;;
    esac
    line=----------------------------------------------------------------
    while read -r console _; do
        [ ! -c "/dev/$console" ] ||
            printf '\n%s\n%s:\n\n%s\n%s\n' "$line" "$what" "$said" "$line" \
                > "/dev/$console"
    done < /proc/consoles
)
