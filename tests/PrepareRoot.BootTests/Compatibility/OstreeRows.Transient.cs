using System.Collections.Generic;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class OstreeRows
{
    private const string RootTransient = "`[root] transient`";
    private const string RootTransientReadOnly = "`[root] transient-ro`";
    private const string EtcTransient = "`[etc] transient`";
    private const string MountPoints = "`[root] mount-points`";
    private const string TransientRoot = "[root]\ntransient = true\n";
    private const string TransientReadOnlyRoot = "[root]\ntransient-ro = true\n";
    private const string TransientEtc = "[etc]\ntransient = true\n";
    private const string Malformed = "configuration-malformed";
    private const string Contradictory = "configuration-contradictory";

    private static IEnumerable<CompatibilityRow> Transient =>
    [
        Row(RootTransient, "`true`", Enabled("yes", TransientRoot)),
        Row(RootTransient, "`1`", Enabled("yes", "[root]\ntransient = 1\n")),
        Row(RootTransient, "`true`, with `verity`", Enabled("verity", TransientRoot)),
        Row(RootTransient, "`true`, with `maybe` and an image", Enabled("maybe", TransientRoot)),
        Row(RootTransient, "`true`, with `maybe`, no image", Enabled("maybe", TransientRoot)) with { Change = RemoveImage, Refused = Contradictory },
        Row(RootTransient, "`true`, without composefs", Enabled("no", TransientRoot)) with { Refused = Contradictory },
        Row(RootTransient, "`true`, `[sysroot] readonly = false`", Enabled("yes", TransientRoot + "[sysroot]\nreadonly = false\n")),
        Row(RootTransient, "`true`, disk read-only", Enabled("yes", TransientRoot)) with { ReadOnlyDisk = true },
        Row(RootTransient, "`false`", Enabled("yes", "[root]\ntransient = false\n")),
        Row(RootTransient, "`false`, without composefs", Enabled("no", "[root]\ntransient = false\n")),
        Row(RootTransient, "`yes` (not a boolean)", Enabled("yes", "[root]\ntransient = yes\n")) with { Refused = Malformed },

        Row(RootTransientReadOnly, "`true`", Enabled("yes", TransientReadOnlyRoot)),
        Row(RootTransientReadOnly, "`true`, with `verity`", Enabled("verity", TransientReadOnlyRoot)),
        Row(RootTransientReadOnly, "`true`, without composefs", Enabled("no", TransientReadOnlyRoot)) with { Refused = Contradictory },
        Row(RootTransientReadOnly, "`true`, with `transient = true`", Enabled("yes", TransientRoot + "transient-ro = true\n")) with { Refused = Contradictory },
        Row(RootTransientReadOnly, "`true`, with `transient = false`", Enabled("yes", TransientReadOnlyRoot + "transient = false\n")),
        Row(RootTransientReadOnly, "`maybe` (not a boolean)", Enabled("yes", "[root]\ntransient-ro = maybe\n")) with { Refused = Malformed },

        Row(MountPoints, "`/nix;/data`", Enabled("verity", "[root]\nmount-points = /nix;/data\n")) with
        {
            Agreement = Agreement.Better("libostree does not have the key; prepare-root adds empty directories to `/` as mount points, and `/` stays read-only and verified"),
            Differences =
            [
                "tree + ./data 040755 0:0 0 -",
                "tree + ./nix 040755 0:0 0 -",
            ],
        },
        Row(MountPoints, "`/nix`, with a transient root", Enabled("yes", TransientRoot + "mount-points = /nix\n")) with
        {
            Agreement = Agreement.Better("libostree does not have the key"),
            Differences =
            [
                "tree + ./nix 040755 0:0 0 -",
            ],
        },
        Row(MountPoints, "`/usr/local` (not directly below the root)", Enabled("yes", "[root]\nmount-points = /usr/local\n")) with
        {
            Refused = Malformed,
            OthersStatus = 0,
            Agreement = Agreement.Better("libostree does not have the key"),
        },
        Row(MountPoints, "`/nix`, without composefs", Enabled("no", "[root]\nmount-points = /nix\n")) with
        {
            Refused = Contradictory,
            OthersStatus = 0,
            Agreement = Agreement.Better("libostree does not have the key"),
        },

        Row(EtcTransient, "`true`", Enabled("yes", TransientEtc)),
        Row(EtcTransient, "`true`, with `verity`", Enabled("verity", TransientEtc)),
        Row(EtcTransient, "`true`, without composefs", Enabled("no", TransientEtc)),
        Row(EtcTransient, "`true`, without composefs, `[sysroot] readonly = true`", Enabled("no", TransientEtc + "[sysroot]\nreadonly = true\n")),
        Row(EtcTransient, "`true`, with a transient root", Enabled("yes", TransientEtc + TransientRoot)),
        Row(EtcTransient, "`true`, with a read-only transient root", Enabled("yes", TransientEtc + TransientReadOnlyRoot)),
        Row(EtcTransient, "`true`, disk read-only", Enabled("yes", TransientEtc)) with { ReadOnlyDisk = true },
        Row(EtcTransient, "`false`", Enabled("yes", "[etc]\ntransient = false\n")),
        Row(EtcTransient, "`on` (not a boolean)", Enabled("yes", "[etc]\ntransient = on\n")) with { Refused = Malformed },
    ];
}
