using System.Collections.Generic;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class OstreeRows
{
    private const string KeyFile = "`prepare-root.conf`";
    private const string InUsr = "usr/lib/ostree/prepare-root.conf";

    private static IEnumerable<CompatibilityRow> Files =>
    [
        Row(KeyFile, "missing", null),
        Row(KeyFile, "in `/usr/lib/ostree`", null) with { Files = new Dictionary<string, string> { [InUsr] = Enabled("yes") } },
        Row(KeyFile, "in `/etc/ostree`: it replaces the whole file in `/usr/lib/ostree`", "[sysroot]\nreadonly = true\n") with
        {
            Files = new Dictionary<string, string> { [InUsr] = Enabled("yes") },
        },
        Row(KeyFile, "empty in `/etc/ostree`: it still replaces the file in `/usr/lib/ostree`", "") with
        {
            Files = new Dictionary<string, string> { [InUsr] = Enabled("yes") },
        },
        Row(KeyFile, "empty", ""),
        Row(KeyFile, "empty lines and comments", "# one\n\n  \n" + Enabled("yes", "# two\n")),
        Row(KeyFile, "no newline at the end", "[composefs]\nenabled = yes"),
        Row(KeyFile, "lines end in CR LF", "[composefs]\r\nenabled = yes\r\n"),
        Row(KeyFile, "white space around names and values", "  [composefs]  \n  enabled  =  yes\n"),
        Row(KeyFile, "a line that is not a key", Enabled("yes", "nonsense\n")) with { Refused = Malformed },
        Row(KeyFile, "a key before the first group", "enabled = yes\n" + Enabled("yes")) with { Refused = Malformed },
        Row(KeyFile, "a group without its closing bracket", "[composefs\nenabled = yes\n") with { Refused = Malformed },
        Row(KeyFile, "a key twice: the last one applies", Enabled("no", "enabled = yes\n")),
        Row(KeyFile, "a key twice, the first malformed", Enabled("sometimes", "enabled = yes\n")),
        Row(KeyFile, "a group twice: the keys of both apply", Enabled("no", "[sysroot]\nreadonly = true\n" + Enabled("yes"))),
        Row(KeyFile, "an unknown key", Enabled("yes", "colour = blue\n")),
        Row(KeyFile, "an unknown group", Enabled("yes", "[paint]\ncolour = blue\n")),
        Row(KeyFile, "a translation of a key (`enabled[de]`)", Enabled("yes", "enabled[de] = no\n")),
        Row(KeyFile, "a key in another case", "[composefs]\nEnabled = yes\n"),
        Row(KeyFile, "a byte order mark", "\uFEFF" + Enabled("yes")) with { Refused = Malformed },
        Row(KeyFile, "a NUL in a comment", "# \0\n" + Enabled("yes")) with { Refused = Malformed },
        Row(KeyFile, "a dangling symbolic link in `/etc/ostree`", null) with
        {
            Files = new Dictionary<string, string> { [InUsr] = Enabled("yes") },
            Before = "mkdir -p /etc/ostree; ln -s nowhere /etc/ostree/prepare-root.conf",
            Refused = "initramfs-unreadable",
            OthersStatus = 0,
            Agreement = Agreement.Different("libostree treats it as missing; the link shows that a file was intended, and that file could require more"),
        },
        Row(KeyFile, "a directory", null) with { Before = "mkdir -p /etc/ostree/prepare-root.conf", Refused = "initramfs-unreadable" },
    ];
}
