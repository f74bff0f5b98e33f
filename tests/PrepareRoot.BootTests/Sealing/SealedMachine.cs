using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Chain;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Sealing;

/// <summary>
/// A machine that <c>prepare-rootctl seal</c> made all of: the disk, and what its firmware starts with
/// Secure Boot on. Another machine sealed two deployments, with Debian's ukify and a kernel that has
/// fs-verity. The first boots, then the second, which removes the first, and then again.
/// </summary>
internal sealed class SealedMachine
{
    private const string Boots = "@@boot ";

    // In the initramfs. The tree with the tools is not written to: the machine forgets it.
    private const string Enter = """
        mkdir /tools
        mount /dev/vda /tools
        mount --bind /proc /tools/proc
        mount --bind /sys /tools/sys
        mount --bind /dev /tools/dev
        mount -t tmpfs tmpfs /tools/tmp
        mount /dev/vdb /tools/mnt
        mount /dev/vdc /tools/media
        number=0
        for disk in vdd vde vdf; do
            number=$((number + 1))
            [ -e /dev/$disk ] || continue
            place=$(echo ext4 btrfs xfs | cut -d ' ' -f $number)
            mkdir /tools/media/$place
            mount -t $place /dev/$disk /tools/media/$place
        done
        chroot /tools /bin/sh /media/seal.sh
        for place in ext4 btrfs xfs; do [ ! -d /tools/media/$place ] || umount /tools/media/$place; done
        umount /tools/mnt /tools/media
        """;

    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(20);

    private readonly string _directory;
    private readonly string _name;
    private readonly SealedTree _tree;

    private SealedMachine(string directory, string name, SealedTree tree) => (_directory, _name, _tree) = (directory, name, tree);

    /// <summary>What the machine found that sealed.</summary>
    internal CaseFacts Sealing { get; private set; } = null!;

    /// <summary>What each boot found: first, second, again.</summary>
    internal Dictionary<string, CaseFacts> Facts { get; } = [];

    /// <summary>The digests of the two deployments.</summary>
    internal string[] Digests { get; private set; } = [];

    /// <summary>One of the files beside this one.</summary>
    internal static string Script(string name)
    {
        using var reader = new StreamReader(typeof(SealedMachine).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>Seals and boots.</summary>
    /// <param name="name">The tree: <c>busybox</c> or <c>debian</c>.</param>
    /// <param name="boots">The boots.</param>
    internal static SealedMachine Run(string name, params string[] boots)
    {
        var directory = Directory.CreateTempSubdirectory("prepare-root-seal-").FullName;
        try
        {
            var tree = name == "debian" ? SealedTree.Debian() : SealedTree.Busybox(Directory.CreateDirectory(Path.Combine(directory, "tree")).FullName, TestKey.Ours.Public);
            var machine = new SealedMachine(directory, name, tree);
            machine.Seal(withOtherFileSystems: name != "debian");
            foreach (var boot in boots)
                machine.Boot(boot);
            return machine;
        }
        finally
        {
            Command.Run("rm", "-rf", directory);
        }
    }

    private string File(string name) => Path.Combine(_directory, name);

    private void Seal(bool withOtherFileSystems)
    {
        var kernel = Kernel.Of("forky");
        var tools = Cache.Get("disk-tools", [SystemdTools.Tree], path => Disk.MakeExt4(SystemdTools.Tree, path, "tools", free: 64));
        Disk.MakeExt4(null, File("disk"), "sealed", free: 1024);
        WriteWork();
        List<Drive> drives = [new Drive(tools), new Drive(File("disk")) { Snapshot = false }, new Drive(File("work")) { Snapshot = false }];
        if (withOtherFileSystems)
        {
            foreach (var type in (string[])["ext4", "btrfs", "xfs"])
            {
                using (var file = System.IO.File.Create(File(type)))
                    file.SetLength(320 << 20);
                Command.Run("mkfs." + type, "-q", File(type));
                drives.Add(new Drive(File(type)));
            }
        }
        new Initramfs(kernel, Enter) { Modules = [.. Initramfs.MountingModules, "btrfs", "xfs"] }.Write(File("initramfs"));

        var result = Emulator.Run(new Machine(kernel, File("initramfs"))
        {
            Drives = drives,
            Memory = 2048,
            TimeLimit = _timeLimit,
            Log = Logs.For($"seal-{_name}"),
        });

        System.IO.File.WriteAllText(Logs.For($"seal-{_name}-facts"), result.Report);
        Sealing = CaseFacts.Parse(result.Report, result.Console);
        Digests = [.. ((string[])["first", "second"]).Select(fact => Sealing.Text(fact).Split(":").ElementAtOrDefault(1)?.Split(' ')[0] ?? "")];
    }

    // The keys, the program, the tree, and room for what is made.
    private void WriteWork()
    {
        var work = Directory.CreateDirectory(File("work.d")).FullName;
        Command.Run("cp", "--archive", _tree.Directory, Path.Combine(work, "tree"));
        System.IO.File.Copy(Artifacts.Tool, Path.Combine(work, "prepare-rootctl"));
        System.IO.File.Copy(Firmware.Certificate, Path.Combine(work, "certificate"));
        Command.Run("openssl", "pkey", "-in", Firmware.Key, "-passin", "pass:" + Firmware.Passphrase, "-out", Path.Combine(work, "key"));
        System.IO.File.WriteAllText(Path.Combine(work, "sign.pem"), TestKey.Ours.Pem);
        Command.Run("chmod", "0400", Path.Combine(work, "sign.pem"));
        System.IO.File.WriteAllText(Path.Combine(work, "seal.sh"), $"options='{_tree.Options}'\n{Script("seal.sh")}");
        System.IO.File.WriteAllText(Path.Combine(work, "verity.py"), Script("verity.py"));
        Disk.MakeExt4(work, File("work"), "work", free: 512);
        Command.Run("rm", "-rf", work);
    }

    // "first" boots the first deployment, and anything else the second. "second" removes the first.
    private void Boot(string boot)
    {
        var uki = boot == "first" ? "first" : "second";
        var partition = Directory.CreateDirectory(File("esp-" + boot)).FullName;
        var program = Path.Combine(Directory.CreateDirectory(Path.Combine(partition, "EFI/BOOT")).FullName, "BOOTX64.EFI");
        Command.Run("debugfs", "-R", $"dump /{uki}.efi {program}", File("work"));

        var result = Emulator.Run(Machine.WithFirmware(partition, secureBoot: true) with
        {
            Drives = [new Drive(File("disk")) { Snapshot = false }],
            Memory = _tree.Memory,
            Script = $"removed={(boot == "second" ? Digests[0] : "")}\n{Script("sealed-boot.sh")}",
            TimeLimit = _timeLimit,
            Log = Logs.For($"seal-{_name}-{boot}"),
        });

        System.IO.File.WriteAllText(Logs.For($"seal-{_name}-{boot}-facts"), result.Report);
        Facts[boot] = CaseFacts.Parse(result.Report, result.Console);
    }
}
