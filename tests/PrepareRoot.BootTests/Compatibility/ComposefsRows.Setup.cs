using System.Collections.Generic;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class ComposefsRows
{
    private const string RootTransient = "`root.transient`";
    private const string EtcMount = "`etc.mount`";
    private const string EtcTransient = "`etc.transient`";
    private const string VarMount = "`var.mount`";
    private const string VarTransient = "`var.transient`";
    private const string File = "`setup-root-conf.toml`";
    private const string Volatile = "`systemd.volatile=`";
    private const string ConfigurationMalformed = "configuration-malformed";

    private const string MakeBootc = $"""
        mkdir -p state/os/default/var
        rm -r {State}/etc {State}/var
        mkdir {State}/etc
        echo bootc > {State}/etc/hostname
        ln -s ../../os/default/var {State}/var
        """;

    private const string SharedVar = "/sysroot/var: /sha256/state/os/default/var rw,relatime - ext4 DISK rw";

    private static readonly string[] _transient = [EtcOverlay, TheDisk, VarBind, Transient];
    private static readonly string[] _etcBind = [EtcBind, TheDisk, VarBind, Verified];
    private static readonly string[] _noEtc = [TheDisk, VarBind, Verified];
    private static readonly string[] _varOverlay = [EtcOverlay, TheDisk, VarOverlay, Verified];
    private static readonly string[] _noVar = [EtcOverlay, TheDisk, Verified];

    private static IEnumerable<CompatibilityRow> Setup =>
    [
        Row(File, "missing; the state has `etc/upper` and `etc/work`") with
        {
            Does = "an overlay at `/etc`; `/var` from the disk",
        },
        Row(File, "missing; the state has a whole `etc`, and `var` is a symbolic link to `../../os/default/var`") with
        {
            Change = MakeBootc,
            Mounts = [EtcBind, TheDisk, SharedVar, Verified],
            Does = "`/etc` and the shared `/var` from the disk",
            OtherDoes = "composefs-rs (run) and bootc: an overlay at `/etc`; the configuration that bootc installs says `bind`",
            Agreement = _layout,
        },
        Row(File, "empty", ""),
        Refuse(Row(File, "not TOML", "[root]\ntransient\n"), ConfigurationMalformed),
        Row(File, "an unknown key", "[etc]\ncolour = \"blue\"\n") with
        {
            Warning = $"/{SetupConfiguration}:2: unknown key 'etc.colour' is ignored",
            Does = "prepares, with a warning that names the line",
            OtherDoes = "both prepare",
            Agreement = Agreement.Better("the warning shows a misspelt key"),
        },
        Row(RootTransient, "`true`", "root.transient = true\n") with
        {
            Mounts = _transient,
            Does = "writes to `/` go to memory, through one overlay",
            OtherDoes = Beneath + "; bootc: writes to `/` go to memory, through a second overlay",
            Agreement = Agreement.Better("the kernel allows two levels of overlays, and `/etc` may need the second"),
        },
        Row(RootTransient, "`false`", "[root]\ntransient = false\n"),
        Refuse(Row(RootTransient, "`\"true\"` (not a boolean)", "[root]\ntransient = \"true\"\n"), ConfigurationMalformed),

        Row(EtcMount, "`none`", "[etc]\nmount = \"none\"\n") with { Mounts = _noEtc, Does = "`/etc` is the image's" },
        Row(EtcMount, "`root`, an alias of `none`", "[etc]\nmount = \"root\"\n") with { Mounts = _noEtc, Does = "`/etc` is the image's", OtherDoes = UnknownWord, Agreement = _both },
        Row(EtcMount, "`none`, no `etc` in the state", "[etc]\nmount = \"none\"\n") with
        {
            Change = $"rm -r {State}/etc",
            Mounts = _noEtc,
            Does = "`/etc` is the image's",
        },
        Row(EtcMount, "`bind`", "[etc]\nmount = \"bind\"\n") with { Mounts = _etcBind, Does = "`/etc` from the disk" },
        Row(EtcMount, "`overlay`", "[etc]\nmount = \"overlay\"\n") with { Does = "an overlay at `/etc`, kept on the disk" },
        Row(EtcMount, "`transient`", "[etc]\nmount = \"transient\"\n") with { Does = "an overlay at `/etc`, in memory" },
        Row(EtcMount, "`volatile`, an alias of `transient`", "[etc]\nmount = \"volatile\"\n") with { Does = "an overlay at `/etc`, in memory", OtherDoes = UnknownWord, Agreement = _both },
        Row(EtcMount, "`transient`, no `etc` in the state", "[etc]\nmount = \"transient\"\n") with { Change = $"rm -r {State}/etc", Does = "an overlay at `/etc`, in memory" },
        Row(EtcMount, "`transient`, with `root.transient = true`", "root.transient = true\netc.mount = \"transient\"\n") with
        {
            Mounts = _transient,
            Does = "writes to `/` and `/etc` go to memory",
            OtherDoes = Beneath + "; bootc does the same as prepare-root",
            Agreement = _both,
        },
        Refuse(Row(EtcMount, "`tmpfs` (not a value of the key)", "[etc]\nmount = \"tmpfs\"\n"), ConfigurationMalformed),
        Row(EtcTransient, "`true`", "[etc]\ntransient = true\n") with { Does = "an overlay at `/etc`, in memory" },
        Row(EtcTransient, "`false`; `etc` is a whole copy", "[etc]\ntransient = false\n") with
        {
            Change = MakeBootc,
            Mounts = [EtcBind, TheDisk, SharedVar, Verified],
            Does = "`/etc` from the disk",
            OtherDoes = "an overlay at `/etc`",
            Agreement = _layout,
        },
        Row(EtcTransient, "`true`, with `mount = \"bind\"`", "[etc]\ntransient = true\nmount = \"bind\"\n") with { Mounts = _etcBind, Does = "`/etc` from the disk: `mount` applies" },
        Refuse(Row(EtcTransient, "`1` (not a boolean)", "[etc]\ntransient = 1\n"), ConfigurationMalformed),

        Row(VarMount, "`none`", "[var]\nmount = \"none\"\n") with { Mounts = _noVar, Does = "`/var` is the image's" },
        Row(VarMount, "`root`, an alias of `none`", "[var]\nmount = \"root\"\n") with { Mounts = _noVar, Does = "`/var` is the image's", OtherDoes = UnknownWord, Agreement = _both },
        Row(VarMount, "`bind`", "[var]\nmount = \"bind\"\n") with { Does = "`/var` from the disk" },
        Row(VarMount, "`overlay`", "[var]\nmount = \"overlay\"\n") with { Mounts = _varOverlay, Does = "an overlay at `/var`, kept on the disk" },
        Row(VarMount, "`transient`", "[var]\nmount = \"transient\"\n") with { Mounts = _varOverlay, Does = "an overlay at `/var`, in memory" },
        Row(VarMount, "`volatile`, an alias of `transient`", "[var]\nmount = \"volatile\"\n") with { Mounts = _varOverlay, Does = "an overlay at `/var`, in memory", OtherDoes = UnknownWord, Agreement = _both },
        Refuse(Row(VarMount, "`true` (not a string)", "[var]\nmount = true\n"), ConfigurationMalformed),
        Row(VarTransient, "`true`", "[var]\ntransient = true\n") with { Mounts = _varOverlay, Does = "an overlay at `/var`, in memory" },
        Row(VarTransient, "`false`", "[var]\ntransient = false\n") with { Does = "`/var` from the disk" },

        Row(Volatile, "`state`") with { CommandLine = Secure + " systemd.volatile=state", Mounts = _noVar, Does = LeavesVar, OtherDoes = BootcLeavesVar, Agreement = _volatile },
        Row(Volatile, "`overlay`") with { CommandLine = Secure + " systemd.volatile=overlay", Mounts = _noVar, Does = LeavesVar, OtherDoes = BootcLeavesVar, Agreement = _volatile },
        Row(Volatile, "`yes`") with { CommandLine = Secure + " systemd.volatile=yes", Does = "`/var` from the disk" },
        Row(Volatile, "`state`, with `var.mount = \"bind\"`", "[var]\nmount = \"bind\"\n") with
        {
            CommandLine = Secure + " systemd.volatile=state",
            Does = "`/var` from the disk: the configuration applies",
        },
    ];

    private const string UnknownWord = "composefs-rs (run) refuses: not a value of the key; bootc does the same as prepare-root";

    private const string Beneath =
        "composefs-rs (run) mounts `/etc`, `/var` and the disk beneath the overlay: the root has the image's `/etc` and `/var`, and an empty `/sysroot`";

    private const string LeavesVar = "leaves `/var` to systemd";
    private const string BootcLeavesVar = "bootc leaves `/var` to systemd; composefs-rs: `/var` from the disk";

    private static Agreement _layout => Agreement.Better("prepare-root chooses by the files on the disk, which differ between the two programs");

    private static Agreement _volatile => Agreement.Better("as bootc: systemd mounts `/var` in memory later, and would find a mount there");
}
