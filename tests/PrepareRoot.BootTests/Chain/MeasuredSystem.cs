using System;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Chain;

/// <summary>
/// A whole system on a machine with a TPM. dracut made its initramfs with <c>[measure]</c> in the
/// configuration.
/// </summary>
public sealed class MeasuredSystem
{
    // dracut's own module for systemd-pcrextend is left out: our module must install everything
    // that it needs.
    private const string MakeInitramfs = """
        sed -i 's/^#pcr = .*/pcr = 15/' /usr/lib/ostree/prepare-root.conf
        grep -q '^pcr = 15$' /usr/lib/ostree/prepare-root.conf
        mkdir -p /var/tmp
        kernel=$(ls /usr/lib/modules)
        dracut --quiet --force --no-hostonly --no-compress --omit systemd-pcrextend --kver "$kernel" /mnt/initramfs
        """;

    private const string LookAround = """
        fact() { echo "@@fact $1" >&3; cat >&3; }
        fact pcr < /sys/class/tpm/tpm0/pcr-sha256/15
        fact log < /run/log/systemd/tpm2-measure.log
        fact record < /run/prepare-root.json
        """;

    // Debian has these in separate packages. A system without them can't use a TPM.
    private static readonly string[] _fromTools =
    [
        "usr/lib/systemd/systemd-pcrextend", "usr/lib/systemd/system-generators/systemd-tpm2-generator",
        .. ((string[])["esys", "mu", "rc", "sys", "tcti-device"]).Select(library => $"usr/lib/x86_64-linux-gnu/libtss2-{library}.so.*"),
    ];

    private readonly Lazy<CaseFacts> _facts = new(Run);

    /// <summary>The facts of the booted system.</summary>
    public CaseFacts Facts => _facts.Value;

    private static CaseFacts Run()
    {
        var os = OsTree.Get();
        var disk = ComposefsDisk.Of(os);
        var result = Emulator.Run((os with { Initramfs = Initramfs(os) }).Machine(disk.Image, disk.Argument) with
        {
            HasTpm = true,
            Script = LookAround,
            Log = Logs.For("system-measured"),
        });
        return CaseFacts.Parse(result.Report, result.Console);
    }

    private static string Initramfs(OsTree os) => Path.Combine(
        Cache.Get("initramfs-measured", [os.Tree, SystemdTools.Tree, MakeInitramfs, .. _fromTools], path =>
        {
            var tree = Path.Combine(path, "tree");
            Directory.CreateDirectory(path);
            Command.Run("cp", "--archive", "--reflink=auto", os.Tree, tree);
            Command.Run("sh", "-euc", $"cd \"$1\" && cp --archive --parents {string.Join(' ', _fromTools)} \"$2\"", "sh", SystemdTools.Tree, tree);
            Chroot.Run(tree, MakeInitramfs, (path, "/mnt"));
            Directory.Delete(tree, recursive: true);
        }),
        "initramfs");
}
