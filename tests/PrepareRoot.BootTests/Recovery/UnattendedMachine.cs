using System;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Recovery;

/// <summary>
/// A machine that nobody looks after, with UEFI firmware, systemd-boot and <c>[refusal] action =
/// reboot</c>. Its new deployment has the image of the old one in place of its own. systemd-boot may
/// try the new one twice. It runs from power-on until it has come back by itself.
/// </summary>
public sealed class UnattendedMachine
{
    /// <summary>How often systemd-boot may try the new entry.</summary>
    public const int Tries = 2;

    // The message stays on the screen as long.
    private const string Delay = "8";

    // The tree is not written to: what changes is mounted.
    private const string MakeInitramfs = $"""
        for directory in /tmp /var; do mount -t tmpfs tmpfs "$directory"; done
        mkdir /var/tmp
        conf=/usr/lib/ostree/prepare-root.conf
        sed -e 's/^#action = .*/action = reboot/' -e 's/^#delay = .*/delay = {Delay}s/' $conf > /tmp/conf
        mount --bind /tmp/conf $conf
        kernel=$(ls /usr/lib/modules)
        initramfs=/mnt/initramfs
        $MakeInitramfs
        """;

    // QEMU is no place for systemd-bsod, says its unit.
    private static readonly (string Path, string Text)[] _probe =
    [
        ("refused-boot.sh", Script("refused-boot.sh")),
        ("etc/systemd/system/prepare-root.service.d/test.conf", "[Service]\nExecStopPost=-/bin/sh /refused-boot.sh\n"),
        ("etc/systemd/system/systemd-bsod.service.d/test.conf", "[Unit]\nConditionVirtualization=\n"),
    ];

    // Three boots, which take two minutes in all. A busy host takes longer.
    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(30);

    private static readonly Lazy<OsTree> _os = new(OsTree.Get);
    private static readonly Lazy<ComposefsDisk> _disk = new(() => ComposefsDisk.Of(_os.Value));

    private readonly Lazy<(MachineResult Result, CaseFacts[] Boots)> _run = new(Run);

    /// <summary>The digest of the image of the old deployment.</summary>
    public static string OldDigest => _disk.Value.Digest;

    /// <summary>The digest of the image that the new deployment should have.</summary>
    public static string NewDigest => _disk.Value.SecondDigest;

    /// <summary>The facts of the refused boots.</summary>
    public CaseFacts[] Refused => _run.Value.Boots[..^1];

    /// <summary>The facts of the last boot.</summary>
    public CaseFacts CameBack => _run.Value.Boots[^1];

    /// <summary>The console of the whole run.</summary>
    public string Console => _run.Value.Result.Console;

    private static (MachineResult Result, CaseFacts[] Boots) Run()
    {
        var directory = Directory.CreateTempSubdirectory("prepare-root-unattended-").FullName;
        try
        {
            var image = Path.Combine(directory, "disk");
            Disk.Copy(_disk.Value.Image, image);
            Tamper(image, directory);
            var os = (_os.Value with { Initramfs = Initramfs() }).WithInitramfsFiles(directory, _probe);
            Machine WithImage(string digest) => os.Machine(image, $"composefs.digest=v1-sha256-12:{digest}");
            string Options(string digest) => WithImage(digest).CommandLine;
            var loader = BootLoaderDisk.Of(os, directory, ($"new+{Tries}", "2", Options(NewDigest)), ("old+1", "1", Options(OldDigest)));
            var result = Emulator.Run(Machine.FromDisk(loader) with
            {
                Drives = [new Drive(image)],
                Memory = 1024,
                Restarts = true,
                HasScreen = true,
                Script = Script("came-back.sh"),
                Until = WithImage(OldDigest).Until,
                Log = Logs.For("unattended"),
                TimeLimit = _timeLimit,
            });
            File.WriteAllText(Logs.For("unattended-facts"), result.Report);
            return (result, [.. result.Report.Split("@@boot\n").Skip(1).Select(part => CaseFacts.Parse(part, result.Console))]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // The machine's own /etc: systemd-boot's disk is mounted, and the boot is complete at
    // multi-user.target. systemd's own check, systemd-boot-check-no-failures.service, needs D-Bus.
    private static void Tamper(string image, string directory)
    {
        string Write(string name, string text)
        {
            var file = Path.Combine(directory, name);
            File.WriteAllText(file, text);
            return $"write {file} {name}";
        }
        Disk.Edit(
            image,
            $"rm /composefs/images/{NewDigest}",
            $"symlink /composefs/images/{NewDigest} ../objects/{OldDigest[..2]}/{OldDigest[2..]}",
            $"cd /state/deploy/{OldDigest}/etc/upper",
            Write("fstab", "/dev/disk/by-id/virtio-esp-part1 /boot vfat x-systemd.device-timeout=infinity 0 2\n"),
            "mkdir systemd", "cd systemd", "mkdir system", "cd system", "mkdir boot-complete.target.d", "cd boot-complete.target.d",
            Write("complete.conf", "[Unit]\nRequires=multi-user.target\nAfter=multi-user.target\n"));
    }

    private static string Initramfs()
    {
        var make = MakeInitramfs.Replace("$MakeInitramfs", OsRecipe.Forky.MakeInitramfs, StringComparison.Ordinal);
        return Path.Combine(
            Cache.Get("initramfs-refusal", [_os.Value.Tree, make], path =>
            {
                Directory.CreateDirectory(path);
                Chroot.Run(_os.Value.Tree, make, (path, "/mnt"));
            }),
            "initramfs");
    }

    private static string Script(string name)
    {
        using var reader = new StreamReader(typeof(UnattendedMachine).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
