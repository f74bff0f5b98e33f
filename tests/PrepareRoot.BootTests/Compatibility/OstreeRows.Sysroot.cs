using System.Collections.Generic;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class OstreeRows
{
    private const string ReadOnly = "`[sysroot] readonly`";
    private const string RepositoryReadOnly = "`[sysroot] readonly` of `ostree/repo/config`";
    private const string RepositoryConfiguration = "ostree/repo/config";
    private const string RepositorySays = "printf '[core]\\nrepo_version=1\\nmode=bare\\n[sysroot]\\nreadonly={0}\\n' > " + RepositoryConfiguration;
    private const string Neither = "[sysroot]\nreadonly = false\n";

    private static IEnumerable<CompatibilityRow> Sysroot =>
    [
        Row(ReadOnly, "`true`, with composefs", Enabled("yes", "[sysroot]\nreadonly = true\n")),
        Row(ReadOnly, "`false`, with composefs", Enabled("yes", Neither)),
        Row(ReadOnly, "`true`, without composefs", Enabled("no", "[sysroot]\nreadonly = true\n")),
        Row(ReadOnly, "`1`, without composefs", Enabled("no", "[sysroot]\nreadonly = 1\n")),
        Row(ReadOnly, "`false`, without composefs", Enabled("no", Neither)),
        Row(ReadOnly, "`true`, with `maybe`, no image", Enabled("maybe", "[sysroot]\nreadonly = true\n")) with { Change = RemoveImage },
        Row(ReadOnly, "white space after the value", Enabled("no", "[sysroot]\nreadonly = true \n")),
        Row(ReadOnly, "`yes` (not a boolean)", Enabled("yes", "[sysroot]\nreadonly = yes\n")) with { Refused = Malformed },
        Row(ReadOnly, "empty", Enabled("yes", "[sysroot]\nreadonly =\n")) with { Refused = Malformed },

        Row(RepositoryReadOnly, "`true`", Enabled("no")) with { Change = Repository("true") },
        Row(RepositoryReadOnly, "`false`", Enabled("no")) with { Change = Repository("false") },
        Row(RepositoryReadOnly, "absent", Enabled("no")) with { Change = $"printf '[core]\\nrepo_version=1\\n' > {RepositoryConfiguration}" },
        Row(RepositoryReadOnly, "`true`, with `maybe` and an image", Enabled("maybe")) with { Change = Repository("true") },
        Row(RepositoryReadOnly, "`true`, with `false` in `prepare-root.conf`", Enabled("no", Neither)) with { Change = Repository("true") },
        Row(RepositoryReadOnly, "`true`, with `false` in `prepare-root.conf`, with composefs", Enabled("yes", Neither)) with { Change = Repository("true") },
        Row(RepositoryReadOnly, "`false`, with `true` in `prepare-root.conf`", Enabled("no", "[sysroot]\nreadonly = true\n")) with { Change = Repository("false") },
        Row(RepositoryReadOnly, "`yes` (not a boolean)", Enabled("no")) with { Change = Repository("yes") },
        Row(RepositoryReadOnly, "the file is missing", Enabled("no")) with { Change = "rm " + RepositoryConfiguration },
        Row(RepositoryReadOnly, "the file is empty", Enabled("no")) with { Change = "> " + RepositoryConfiguration },
        Row(RepositoryReadOnly, "the file is not a key file", Enabled("no")) with { Change = $"echo nonsense > {RepositoryConfiguration}" },
        Row(RepositoryReadOnly, "the file is a directory", Enabled("no")) with { Change = $"rm {RepositoryConfiguration}; mkdir {RepositoryConfiguration}" },
        Row(RepositoryReadOnly, "the file is a symbolic link", Enabled("no")) with
        {
            Change = $"{Repository("true")}; mv {RepositoryConfiguration} {RepositoryConfiguration}.real; ln -s config.real {RepositoryConfiguration}",
            Agreement = Agreement.Different("prepare-root follows links on the disk only where libostree creates them; it warns, and treats the key as absent"),
            Differences =
            [
                "mounts - " + Etc,
                "mounts - " + VarBelowTheDisk,
                "mounts - " + TheDisk,
                "mounts + /sysroot/sysroot: / rw,relatime - ext4 DISK rw",
                @"booted - sysroot-ro\00\00\00\00\00\00\01\00b\0b6Ll\84",
                @"booted + sysroot-ro\00\00\00\00\00\00\00\00b\0b6Ll\84",
            ],
        },
    ];

    private static string Repository(string readOnly) => RepositorySays.Replace("{0}", readOnly, System.StringComparison.Ordinal);
}
