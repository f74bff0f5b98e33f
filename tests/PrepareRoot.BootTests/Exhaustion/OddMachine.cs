using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Exhaustion;

/// <summary>
/// A machine with 128 MiB of memory, on which the program runs several times, each time under other
/// odd conditions. Every run requires fs-verity.
/// </summary>
internal static class OddMachine
{
    /// <summary>The conditions, each with the script that makes them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Conditions = new Dictionary<string, string>
    {
        ["128 MiB of memory"] = "",
        ["a clock at 1970"] = "date -s @3600",
        ["no overcommitment of memory"] = "echo 2 > /proc/sys/vm/overcommit_memory",
        ["a control group with 64 MiB"] = ControlGroup + "echo 64M > /cgroup/limited/memory.max; group=/cgroup/limited",
        ["a control group with 256 KiB"] = ControlGroup + "echo 256K > /cgroup/limited/memory.max; group=/cgroup/limited",
        ["no loop device"] = "rm -f /dev/loop*",
        ["LUKS"] = """
            echo secret | cryptsetup --batch-mode --disable-locks luksFormat --pbkdf pbkdf2 --pbkdf-force-iterations 1000 /dev/vdb -
            echo secret | cryptsetup --disable-locks open --key-file - /dev/vdb disk
            device=/dev/mapper/disk
            """,
        ["LVM, striped over two devices"] = """
            config='activation { udev_sync=0 udev_rules=0 } devices { use_devicesfile=0 }'
            lvm vgcreate --config "$config" group /dev/vdc /dev/vdd
            lvm lvcreate --config "$config" --yes --zero n --wipesignatures n --stripes 2 --extents 100%FREE --name disk group
            device=/dev/mapper/group-disk
            """,
    };

    private const string ControlGroup = """
        mkdir -p /cgroup; mount -t cgroup2 cgroup2 /cgroup
        echo +memory > /cgroup/cgroup.subtree_control; mkdir -p /cgroup/limited

        """;

    private static readonly string[] _programs = ["/usr/sbin/cryptsetup", "/usr/sbin/lvm"];
    private static readonly string[] _modules = ["dm_mod", "dm_crypt", "xts", "algif_skcipher"];

    private static readonly Dictionary<string, Lazy<CaseFacts>> _machines =
        AllCases.SuiteNames.ToDictionary(suite => suite, suite => new Lazy<CaseFacts>(() => Run(suite)));

    /// <summary>What the runs reported. The names of the facts end with the condition.</summary>
    public static CaseFacts Facts(string suite) => _machines[suite].Value;

    private static CaseFacts Run(string suite)
    {
        var initrd = Path.GetTempFileName();
        var empty = Path.GetTempFileName();
        try
        {
            using (var stream = File.OpenWrite(empty))
                stream.SetLength(64 * 1024 * 1024);
            var kernel = Kernel.Of(suite);
            new Initramfs(kernel, "export DM_DISABLE_UDEV=1\n" + string.Concat(Conditions.Select(Script)))
            {
                Files = new Dictionary<string, string>(
                    _programs.SelectMany(Initramfs.WithLibraries).Append(new("bin/prepare-root", Artifacts.BootBinary)).DistinctBy(file => file.Key)),
                Modules = [.. Initramfs.MountingModules, .. _modules],
            }.Write(initrd);
            var drives = new[] { FixtureDisk.Sha256.Image, empty, empty, empty }.Select(image => new Drive(image)).ToArray();
            var result = Emulator.Run(new Machine(kernel, initrd) { Drives = drives, Memory = 128, Log = Logs.For("odd-" + suite) });
            return CaseFacts.Parse(result.Report, result.Console);
        }
        finally
        {
            File.Delete(initrd);
            File.Delete(empty);
        }
    }

    // Each in a process and a mount namespace of its own. A device that it makes becomes a copy of
    // the disk.
    private static string Script(KeyValuePair<string, string> condition) => $$"""
        cat > /condition <<'END'
        set -e
        device=/dev/vda group= status=0
        mount -t tmpfs tmpfs /run
        mkdir /run/cryptsetup /run/lock
        {{condition.Value}}
        [ $device = /dev/vda ] || dd if=/dev/vda of=$device bs=1M
        mkdir -p /disk
        mount -t ext4 $device /disk
        mount --bind /disk/{{FixtureDisk.Sha256.Directory}} /sysroot
        umount /disk
        ([ -z "$group" ] || echo 0 > $group/cgroup.procs; exec prepare-root /sysroot composefs={{CommandLines.Sha256V1}}) > /output 2> /error || status=$?
        echo "@@fact status {{condition.Key}}" >&3; echo $status >&3
        echo "@@fact error {{condition.Key}}" >&3; cat /error >&3
        echo "@@fact root {{condition.Key}}" >&3; grep ' /sysroot ' /proc/self/mountinfo >&3
        END
        unshare -m sh /condition || exit

        """;
}
