using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.Tests.Ctl;

/// <summary>
/// A configuration in a tree, and what <c>prepare-rootctl initramfs</c> says of it.
/// </summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Script">
/// Makes it: a script for the shell that runs in the tree, where <c>$conf</c> and <c>$usrconf</c>
/// are the two places of prepare-root.conf, <c>$toml</c> is setup-root-conf.toml, <c>$key</c> is a
/// key and the directories are there.
/// </param>
/// <param name="Lines">
/// What it prints, without what it prints for every tree; nothing if it fails.
/// </param>
/// <param name="Error">The lines on standard error, with TREE for the tree's path.</param>
internal sealed record InitramfsRow(string Name, string Script, string[] Lines, params string[] Error)
{
    private const string Prepare = """
        mkdir -p etc/ostree usr/lib/ostree usr/lib/composefs
        conf=etc/ostree/prepare-root.conf
        usrconf=usr/lib/ostree/prepare-root.conf
        keys=etc/ostree/initramfs-root-binding.key
        toml=usr/lib/composefs/setup-root-conf.toml
        key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

        """;

    private const string Unreadable = "refused [initramfs-unreadable]: ";
    private const string Malformed = "refused [configuration-malformed]: ";
    private const string KeysMalformed = "refused [keys-malformed]: ";
    private const string Conf = "TREE/etc/ostree/prepare-root.conf";
    private const string Toml = "TREE/usr/lib/composefs/setup-root-conf.toml";
    private const string Keys = "TREE/etc/ostree/initramfs-root-binding.key";
    private const string NoPcrextend =
        Conf + ": measure.pcr is set, but there is no TREE/usr/lib/systemd/systemd-pcrextend: the machine will not boot";

    private static readonly string[] _failed = [];
    private static readonly string[] _etc = File("/etc/ostree/prepare-root.conf");
    private static readonly string[] _usr = File("/usr/lib/ostree/prepare-root.conf");
    private static readonly string[] _keys = File("/etc/ostree/initramfs-root-binding.key");
    private static readonly string[] _toml = File("/usr/lib/composefs/setup-root-conf.toml");
    private static readonly string[] _always = ["always"];

    /// <summary>Every row.</summary>
    internal static IEnumerable<InitramfsRow> All => [.. Modes, .. Text, .. Places, .. KeyFiles, .. Others];

    /// <summary>Whether it fails.</summary>
    internal bool Fails => Error is [var line] && line.StartsWith("refused", StringComparison.Ordinal);

    /// <summary>What it prints, with what follows a refusal: a shell, unless the row says more.</summary>
    internal string[] AllLines
    {
        get
        {
            var start = Lines.TakeWhile(line => line == "always" || line.StartsWith("measure ", StringComparison.Ordinal)).Count();
            return Lines.Any(line => line.StartsWith("refusal ", StringComparison.Ordinal)) ? Lines : [.. Lines[..start], "refusal shell 30", .. Lines[start..]];
        }
    }

    /// <summary>Whether the TPM's drivers are among the modules.</summary>
    internal bool Measures => Lines.Any(line => line.StartsWith("measure ", StringComparison.Ordinal));

    /// <summary>Makes it in a directory.</summary>
    internal void MakeIn(string tree) => Make(tree, Script);

    /// <summary>Runs a script as that of a row in a directory.</summary>
    internal static void Make(string tree, string script) => new Command("sh", "-euc", Prepare + script) { WorkingDirectory = tree }.Run();

    private static string[] File(string path, string? source = null) => ["source " + (source ?? path), "file " + path];

    private static string Warning(string text) => "warning: " + text;

    private static string NoKeys(string keys = Keys) => Warning(Conf + ": enabled=signed, but there is no " + keys + ": the machine will not boot");

    private static string BadValue(int line, string value) =>
        Malformed + Conf + ":" + line + ": composefs.enabled must be yes, no, maybe, verity or signed, but is '" + value + "'";

    // What is asked for.
    private static IEnumerable<InitramfsRow> Modes =>
    [
        new("no file", "", []),
        new("an empty file", ": > $conf", _etc),
        new("a group without keys", "echo '[composefs]' > $conf", _etc),
        new("enabled=yes", "printf '[composefs]\\nenabled=yes\\n' > $conf", _etc),
        new("a reboot after a refusal", "printf '[refusal]\\naction = reboot\\n' > $conf", ["refusal reboot 30", .. _etc]),
        new("a halt after a refusal, at once", "printf '[refusal]\\naction=halt\\ndelay=0s\\n' > $conf", ["refusal halt 0", .. _etc]),
        new("a shell after a refusal", "printf '[refusal]\\naction=shell\\ndelay=5\\n' > $conf", ["refusal shell 5", .. _etc]),
        new("an action that there is not", "printf '[refusal]\\naction=panic\\n' > $conf", _failed, Malformed + Conf + ":2: refusal.action must be shell, reboot, poweroff or halt, but is 'panic'"),
        new("a delay that is none", "printf '[refusal]\\ndelay=1min\\n' > $conf", _failed, Malformed + Conf + ":2: refusal.delay must be a number of seconds, 0 to 3600, as 30s, but is '1min'"),
        new("a size that is none", "printf '[root]\\ntransient-size=0\\n' > $conf", _failed, Malformed + Conf + ":2: root.transient-size must be a number of bytes, with K, M or G, or a share of the memory up to 100%, as 512M or 25%, but is '0'"),
        new("a share of the memory that is more than all", "printf '[root]\\ntransient-size=101%%\\n' > $conf", _failed, Malformed + Conf + ":2: root.transient-size must be a number of bytes, with K, M or G, or a share of the memory up to 100%, as 512M or 25%, but is '101%'"),
        new("a size with a unit that tmpfs has not", "printf '[root]\\ntransient-size=1T\\n' > $conf", _failed, Malformed + Conf + ":2: root.transient-size must be a number of bytes, with K, M or G, or a share of the memory up to 100%, as 512M or 25%, but is '1T'"),
        new("a delay that is too long", "printf '[refusal]\\ndelay=3601\\n' > $conf", _failed, Malformed + Conf + ":2: refusal.delay must be a number of seconds, 0 to 3600, as 30s, but is '3601'"),
        new("enabled=no", "printf '[composefs]\\nenabled = no\\n' > $conf", _etc),
        new("enabled=maybe", "printf '[composefs]\\nenabled=maybe\\n' > $conf", _etc),
        new("enabled=verity", "printf '[composefs]\\nenabled=verity\\n' > $conf", [.. _always, .. _etc]),
        new("enabled=signed with keys", "printf '[composefs]\\nenabled=signed\\n' > $conf; echo $key > $keys", [.. _always, .. _etc, .. _keys]),
        new("enabled=signed without keys", "printf '[composefs]\\nenabled=signed\\n' > $conf", [.. _always, .. _etc], NoKeys()),
        new("[measure] alone", "printf '[measure]\\npcr=15\\n' > $conf; mkdir usr/lib/systemd; : > usr/lib/systemd/systemd-pcrextend",
            [.. _always, "measure 15", .. _etc]),
        new("[measure] with a PCR that can be reset", "printf '[measure]\\npcr=16\\n' > $conf; mkdir usr/lib/systemd; : > usr/lib/systemd/systemd-pcrextend",
            [.. _always, "measure 16", .. _etc], Warning(Conf + ":2: measure.pcr: any program can reset this PCR (16 and 23), so its value proves nothing")),
        new("[measure] without systemd-pcrextend", "printf '[measure]\\npcr=15\\n' > $conf", [.. _always, "measure 15", .. _etc], Warning(NoPcrextend)),
        new("a setting of another group", "printf '[sysroot]\\nenabled=verity\\n[composefs]\\n' > $conf", _etc,
            Warning(Conf + ":2: ignored: there is no key 'sysroot.enabled'")),
        new("a setting in a comment", "printf '[composefs]\\n#enabled=verity\\n' > $conf", _etc),
        new("a setting twice, the stricter last", "printf '[composefs]\\nenabled=no\\nenabled=verity\\n' > $conf", [.. _always, .. _etc]),
        new("a setting twice, the stricter first", "printf '[composefs]\\nenabled=Verity\\nenabled=no\\n' > $conf", _etc),
        new("a group twice", "printf '[composefs]\\nkeypath=/a\\n[composefs]\\nenabled=verity' > $conf", [.. _always, .. _etc]),
        new("the configuration in /etc takes the place of the other whole",
            "printf '[composefs]\\nenabled=signed\\nkeypath=/a\\n' > $usrconf; echo $key > a; printf '[composefs]\\nenabled=yes\\n' > $conf", _etc),
        new("only the configuration in /usr", "printf '[composefs]\\nenabled=verity\\n' > $usrconf", [.. _always, .. _usr]),
    ];

    // How it is written.
    private static IEnumerable<InitramfsRow> Text =>
    [
        new("blanks around it", "printf '[composefs]\\n\\tenabled =  signed \\n[root]\\ntransient=false\\n' > $conf; echo $key > $keys",
            [.. _always, .. _etc, .. _keys]),
        new("form feeds", "printf '\\f[composefs]\\n\\fenabled\\f=\\fverity\\f\\n' > $conf", [.. _always, .. _etc]),
        new("CRLF", "printf '[composefs]\\r\\nenabled=verity\\r\\n' > $conf", [.. _always, .. _etc]),
        new("an unknown key", "printf '[composefs]\\nenabled=yes\\nenable=verity\\n' > $conf", _etc,
            Warning(Conf + ":3: ignored: there is no key 'composefs.enable'")),
        new("an unknown value", "printf '[composefs]\\nenabled=Verity\\n' > $conf", _failed, BadValue(2, "Verity")),
        new("an empty value", "printf '[composefs]\\nenabled=\\n' > $conf", _failed, BadValue(2, "")),
        new("a group that does not end", "printf '[composefs\\nenabled=verity\\n' > $conf", _failed,
            Malformed + Conf + ":1: not 'key=value', '[group]' or '# comment': '[composefs'"),
        new("a key before any group", "echo enabled=verity > $conf", _failed,
            Malformed + Conf + ":1: before the first '[group]': 'enabled=verity'"),
        new("a register that no TPM has", "printf '[measure]\\npcr=24\\n' > $conf", _failed,
            Malformed + Conf + ":2: measure.pcr must be the number of a PCR, 0 to 23, but is '24'"),
        new("both kinds of transient", "printf '[root]\\ntransient=true\\ntransient-ro=true\\n' > $conf", _failed,
            "refused [configuration-contradictory]: " + Conf + ":3: root.transient and root.transient-ro can't both be true"),
    ];

    // Where it is.
    private static IEnumerable<InitramfsRow> Places =>
    [
        new("an absolute link", "mkdir usr/share; printf '[composefs]\\nenabled=verity\\n' > usr/share/conf; ln -s /usr/share/conf $conf",
            [.. _always, .. File("/etc/ostree/prepare-root.conf", "/usr/share/conf")]),
        new("a relative link", "printf '[composefs]\\nenabled=verity\\n' > etc/real; ln -s ../real $conf",
            [.. _always, .. File("/etc/ostree/prepare-root.conf", "/etc/real")]),
        new("a link that goes above the root", ": > conf; ln -s ../../../../../../../../../conf $conf", File("/etc/ostree/prepare-root.conf", "/conf")),
        new("a chain of links in directories", "mkdir -p a/b; : > a/b/prepare-root.conf; rmdir etc/ostree; ln -s /c/./d etc/ostree; mkdir c; ln -s ../a/../a/b c/d",
            File("/etc/ostree/prepare-root.conf", "/a/b/prepare-root.conf")),
        new("a link that leads nowhere", ": > $usrconf; ln -s /nowhere $conf", _failed,
            Unreadable + Conf + ": No such file or directory (a symbolic link leads nowhere)"),
        new("a directory that is a link that leads nowhere", ": > $usrconf; rmdir etc/ostree; ln -s nowhere etc/ostree", _failed,
            Unreadable + Conf + ": No such file or directory (a symbolic link leads nowhere)"),
        new("a link out of the tree", "ln -s /bin/sh $conf", _failed,
            Unreadable + Conf + ": No such file or directory (a symbolic link leads nowhere)"),
        new("a link to itself", "ln -s prepare-root.conf $conf", _failed, Unreadable + Conf + ": Too many levels of symbolic links"),
        new("a directory", ": > $usrconf; mkdir $conf", _failed, Unreadable + Conf + " must be a regular file, but is a directory"),
        new("a FIFO", ": > $usrconf; mkfifo $conf", _failed, Unreadable + Conf + " must be a regular file, but is a FIFO"),
        new("a file in place of its directory", "rmdir etc/ostree; : > etc/ostree", _failed, Unreadable + Conf + ": Not a directory"),
        new("more than a megabyte", "head -c 1048577 /dev/zero > $conf", _failed, Unreadable + Conf + ": Value too large for defined data type"),
    ];

    // keypath, and what is there.
    private static IEnumerable<InitramfsRow> KeyFiles =>
    [
        new("keys that only the command line can ask for", "echo $key > $keys", _keys),
        new("keys elsewhere", "printf '[composefs]\\nenabled=signed\\nkeypath=/k e y\\n' > $conf; echo $key > 'k e y'", [.. _always, .. _etc, .. File("/k e y")]),
        new("keys by an absolute link", "printf '[composefs]\\nenabled=signed\\nkeypath=/key\\n' > $conf; echo $key > etc/k; ln -s /etc/k key",
            [.. _always, .. _etc, .. File("/key", "/etc/k")]),
        new("a keypath with a trailing blank names another file", "printf '[composefs]\\nenabled=signed\\nkeypath=/key \\n' > $conf; echo $key > key",
            [.. _always, .. _etc], NoKeys("TREE/key ")),
        new("a keypath with trailing blanks names a file with them",
            "printf '[composefs]\\nenabled=signed\\nkeypath=/key \\t\\n' > $conf; echo $key > \"$(printf 'key \\t')\"", [.. _always, .. _etc, .. File("/key \t")]),
        new("a keypath with CRLF", "printf '[composefs]\\r\\nenabled=signed\\r\\nkeypath=/key\\r\\n' > $conf; echo $key > key",
            [.. _always, .. _etc, .. File("/key")]),
        new("a keypath with escapes", "printf '[composefs]\\nenabled=signed\\nkeypath=/k\\\\sy\\n' > $conf; echo $key > 'k y'", [.. _always, .. _etc, .. File("/k y")]),
        new("a relative keypath", "printf '[composefs]\\nkeypath=key\\n' > $conf", _failed,
            Malformed + Conf + ":2: composefs.keypath must be an absolute path, but is 'key'"),
        new("a keypath with '..'", "printf '[composefs]\\nkeypath=/etc/../key\\n' > $conf; echo $key > key", _failed,
            Malformed + Conf + ": composefs.keypath must have no '..' where an initramfs is built, but is '/etc/../key'"),
        new("a line that is no key", "printf '[composefs]\\nenabled=signed\\n' > $conf; printf '%s\\nkey\\n' $key > $keys", _failed,
            KeysMalformed + Keys + ":2: must be the base64 of a 32-byte Ed25519 public key (44 characters), but is not (3 bytes)"),
        new("a file without keys", "printf '[composefs]\\nenabled=signed\\n' > $conf; echo > $keys", _failed,
            KeysMalformed + Keys + " has no key in it"),
        new("keys that are a directory", "printf '[composefs]\\nenabled=signed\\n' > $conf; mkdir $keys", _failed,
            Unreadable + Keys + " must be a regular file, but is a directory"),
        new("keys that are a link that leads nowhere", "printf '[composefs]\\nenabled=signed\\n' > $conf; ln -s k $keys", _failed,
            Unreadable + Keys + ": No such file or directory (a symbolic link leads nowhere)"),
        new("a line that is no key, where signatures are not asked for", "printf '[composefs]\\nenabled=verity\\n' > $conf; echo key > $keys", [.. _always, .. _etc],
            Warning(Keys + ":1: must be the base64 of a 32-byte Ed25519 public key (44 characters), but is not (3 bytes)"
                + ": left out, so a signature that the kernel command line asks for is refused")),
    ];

    // setup-root-conf.toml.
    private static IEnumerable<InitramfsRow> Others =>
    [
        new("setup-root-conf.toml", "printf '[root]\\ntransient = true\\n' > $toml", _toml),
        new("all three", "printf '[composefs]\\nenabled=signed\\n' > $conf; echo $key > $keys; : > $toml", [.. _always, .. _etc, .. _toml, .. _keys]),
        new("an unknown key in setup-root-conf.toml", "printf '[root]\\ntransent = true\\n' > $toml", _toml,
            Warning(Toml + ":2: unknown key 'root.transent' is ignored")),
        new("a bad value in setup-root-conf.toml", "printf '[root]\\ntransient = \"yes\"\\n' > $toml", _failed,
            Malformed + Toml + ":2:13: root.transient must be true or false, but is the string 'yes'"),
        // Valid by RFC 3339; Tomlyn has no leap seconds.
        new("a setup-root-conf.toml that Tomlyn refuses", "printf 'a = 1990-12-31T23:59:60Z\\n' > $toml", _toml,
            Warning(Toml + ":1: unknown key 'a' is ignored"),
            Warning(Toml + ":1:5: prepare-root reads this, but another TOML reader (Tomlyn) refuses it: "
                + "'Unable to parse the date time/offset `1990-12-31T23:59:60Z`'")),
        new("setup-root-conf.toml that is a FIFO", "mkfifo $toml", _failed, Unreadable + Toml + " must be a regular file, but is a FIFO"),
    ];
}
