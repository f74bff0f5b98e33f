using System;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Chain;

/// <summary>
/// Whole systems on machines with a TPM. dracut made their initramfs with <c>[measure]</c> in the
/// configuration.
/// </summary>
public sealed class MeasuredSystem
{
    // dracut's own module for systemd-pcrextend is left out: our module must install everything
    // that it needs. The one for systemd-sysext needs packages that the system does not have.
    private const string MakeInitramfs = """
        sed -i 's/^#pcr = .*/pcr = 15/' /usr/lib/ostree/prepare-root.conf
        grep -q '^pcr = 15$' /usr/lib/ostree/prepare-root.conf
        mkdir -p /var/tmp
        kernel=$(ls /usr/lib/modules)
        units=/usr/lib/systemd/system
        mkdir -p /tmp/wants
        ln -s ../systemd-sysext-sysroot.service /tmp/wants/
        dracut --quiet --force --no-hostonly --no-compress --omit systemd-pcrextend --kver "$kernel" \
            --install "/usr/bin/systemd-sysext $units/systemd-sysext-sysroot.service" --include /tmp/wants $units/initrd.target.wants \
            /mnt/initramfs
        """;

    private const string LookAround = """
        fact() { echo "@@fact $1" >&3; cat >&3; }
        fact pcr < /sys/class/tpm/tpm0/pcr-sha256/15
        fact log < /run/log/systemd/tpm2-measure.log
        fact record < /run/prepare-root.json
        cat /usr/share/demo/extension | fact extension
        findmnt --noheadings --raw --output SOURCE,FSTYPE /usr | fact usr
        journalctl --boot --output=cat _PID=1 UNIT=prepare-root.service + _PID=1 UNIT=systemd-sysext-sysroot.service | fact units
        """;

    // An extension on the disk that nobody signed.
    private const string ExtensionRelease = "ID=_any\n";
    private const string ExtensionFile = "extended\n";

    // dracut sources it as the last of the hooks before the emergency shell. It takes the place of
    // the shell.
    private const string InsteadOfTheShell = """
        (
            exec 3> /dev/ttyS1
            fact() { echo "@@fact $1" >&3; cat >&3; }
            fact pcr < /sys/class/tpm/tpm0/pcr-sha256/15
            cat /proc/self/mountinfo | fact mounts
            systemctl is-active systemd-bsod.service | fact bsod
            echo "exit status 0" >&3
            sleep 1
            reboot -f
        )
        """;

    private const string Hook = "var/lib/dracut/hooks/emergency/99-test.sh";

    // The runtime can't start with so little memory, but a shell can.
    private const string LimitMemory = """
        [Service]
        LimitAS=16M
        """;

    private const string DropIn = "etc/systemd/system/prepare-root.service.d/limit.conf";

    // systemd-bsod is not for virtual machines, says its unit.
    private static readonly (string Path, string Text) _bsod = ("etc/systemd/system/systemd-bsod.service.d/test.conf", "[Unit]\nConditionVirtualization=\n");

    // Debian has these in separate packages. A system without them can't use a TPM.
    private static readonly string[] _fromTools =
    [
        "usr/lib/systemd/systemd-pcrextend", "usr/lib/systemd/system-generators/systemd-tpm2-generator",
        .. ((string[])["esys", "mu", "rc", "sys", "tcti-device"]).Select(library => $"usr/lib/x86_64-linux-gnu/libtss2-{library}.so.*"),
    ];

    private static readonly Lazy<OsTree> _os = new(() =>
    {
        var os = OsTree.Get();
        return os with { Initramfs = Initramfs(os) };
    });

    private static readonly Lazy<ComposefsDisk> _disk = new(() => ComposefsDisk.Of(OsTree.Get()));

    private readonly Lazy<CaseFacts> _facts = new(RunExtended);

    private readonly Lazy<MachineResult> _refused = new(() => RunToTheShell("refused", "composefs=" + new string('0', 64)));

    private readonly Lazy<MachineResult> _died = new(() => RunToTheShell("died", _disk.Value.Argument, (DropIn, LimitMemory)));

    // The last root= counts.
    private readonly Lazy<MachineResult> _withoutDisk = new(() => RunToTheShell("without-disk", "root=/dev/disk/by-id/virtio-script " + _disk.Value.Argument));

    /// <summary>The facts of the booted system, whose disk has an extension.</summary>
    public CaseFacts Booted => _facts.Value;

    /// <summary>A system whose image is refused.</summary>
    public MachineResult Refused => _refused.Value;

    /// <summary>A system whose program dies.</summary>
    public MachineResult Died => _died.Value;

    /// <summary>A system whose disk can't be mounted.</summary>
    public MachineResult WithoutDisk => _withoutDisk.Value;

    /// <summary>The facts of a system, booted or not.</summary>
    public static CaseFacts Facts(MachineResult result) => CaseFacts.Parse(result.Report, result.Console);

    private static MachineResult RunToTheShell(string name, string argument, params (string Path, string Text)[] files)
    {
        var directory = Directory.CreateTempSubdirectory("prepare-root-measured-").FullName;
        try
        {
            return Run("measured-" + name, _os.Value.WithInitramfsFiles(directory, [.. files, _bsod, (Hook, InsteadOfTheShell)]), argument);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static CaseFacts RunExtended()
    {
        var directory = Directory.CreateTempSubdirectory("prepare-root-measured-").FullName;
        try
        {
            string Write(string name, string text)
            {
                var file = Path.Combine(directory, name);
                File.WriteAllText(file, text);
                return file;
            }
            var image = Path.Combine(directory, "disk");
            Disk.Copy(_disk.Value.Image, image);
            string[] directories = ["lib", "extensions", "demo", "usr", "lib", "extension-release.d"];
            Disk.Edit(
                image,
                [
                    $"cd /state/deploy/{_disk.Value.Digest}/var", .. directories.SelectMany(name => new[] { "mkdir " + name, "cd " + name }),
                    $"write {Write("release", ExtensionRelease)} extension-release.demo",
                    "cd ../..", "mkdir share", "cd share", "mkdir demo", "cd demo", $"write {Write("file", ExtensionFile)} extension",
                ]);
            return Facts(Run("measured", _os.Value, _disk.Value.Argument, image));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static MachineResult Run(string name, OsTree os, string argument, string? image = null) => Emulator.Run(
        os.Machine(image ?? _disk.Value.Image, argument) with { HasTpm = true, Script = LookAround, Log = Logs.For("system-" + name) });

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
