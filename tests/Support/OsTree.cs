using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>
/// An operating system as a distribution would build it: Debian with systemd, dracut, ostree and composefs, prepare-root
/// installed by <c>make install</c>, and the initramfs that the system's own dracut made with it.
/// </summary>
/// <param name="Tree">The tree; must not be written to.</param>
/// <param name="Kernel">Its kernel.</param>
/// <param name="Initramfs">Its initramfs. <c>/etc/ostree/prepare-root.conf</c> in there says <c>enabled = verity</c>.</param>
public sealed record OsTree(string Tree, Kernel Kernel, string Initramfs)
{
    /// <summary>Debian's name of the release: the first with composefs and an ostree that knows it.</summary>
    public const string Suite = "forky";

    /// <summary>
    /// What every boot of it has on its kernel command line: where the disk is, that it may be written to, and what a person at a
    /// terminal would want and a log does not.
    /// </summary>
    public const string CommandLine = "root=/dev/vda rw systemd.firstboot=off systemd.log_color=0";

    private static readonly string[] _packages =
    [
        "systemd", "systemd-sysv", "udev", "dbus", "kmod", "e2fsprogs", "zstd", Kernel.Package, "dracut-core",
        "ostree", "ostree-boot", "composefs", "fsverity",
    ];

    // Time and again in an emulator, and nothing that the root file system has to do with.
    private static readonly string[] _masked =
    [
        "getty.target", "ldconfig.service", "systemd-hwdb-update.service", "systemd-journal-catalog-update.service", "timers.target",
        "systemd-pstore.service", "e2scrub_reap.service", "systemd-binfmt.service", "systemd-networkd.service",
    ];

    // What a machine is to do comes on a disk of its own, so that no other disk depends on it: see Machine.Script.
    private const string ScriptService = """
        [Unit]
        Description=Run the Script of the Virtual Machine's Host
        ConditionPathExists=/dev/disk/by-id/virtio-script
        [Service]
        ExecStart=/bin/sh -c 'exec 3>/dev/ttyS1; sh /dev/disk/by-id/virtio-script; echo "exit status $?" >&3; systemctl reboot --force'
        StandardOutput=journal+console
        [Install]
        WantedBy=multi-user.target

        """;

    private const string Conf = """
        [composefs]
        enabled = verity

        """;

    /// <summary>A tree as apt installs it, with the tools to make images and deployments; must not be written to.</summary>
    public static string Tools => DebianTree.Installed(Suite, _packages);

    /// <summary>The system, cached by all that is in it.</summary>
    public static OsTree Get()
    {
        var tools = Tools;
        List<string> key = [tools, ScriptService, Conf, .. _masked];
        key.AddRange(Installed().Select(Cache.Hash));
        var path = Cache.Get("os", key, path =>
        {
            Command.Run("cp", "--archive", "--reflink=auto", tools, path);
            Command.Run("make", "--silent", "-C", Checkout.File("."), "install", $"DESTDIR={path}");
            File.WriteAllText(Path.Combine(path, "etc/systemd/system/host-script.service"), ScriptService);
            File.WriteAllText(Path.Combine(path, "etc/ostree/prepare-root.conf"), Conf);
            File.WriteAllText(Path.Combine(path, "etc/hostname"), "demo\n");
            foreach (var unit in _masked)
                File.CreateSymbolicLink(Path.Combine(path, "etc/systemd/system", unit), "/dev/null");

            // /var, /boot and /run are the machine's, not the system's: nothing of them belongs into an image.
            Chroot.Run(path, """
                systemctl enable --quiet host-script.service
                systemd-machine-id-setup
                kernel=$(ls /usr/lib/modules)
                dracut --quiet --force --no-hostonly --kver "$kernel" "/usr/lib/modules/$kernel/initramfs.img"
                rm -rf /var /boot /run /home /root /tmp /initrd.img* /vmlinuz*
                mkdir -p /var /boot /run /home /root /sysroot
                mkdir -m 1777 /tmp
                """);
            Command.Run("find", Path.Combine(path, "dev"), "-mindepth", "1", "-delete");
        });
        var kernel = Kernel.In(path);
        return new OsTree(path, kernel, Path.Combine(kernel.Modules, "initramfs.img"));
    }

    private static IEnumerable<string> Installed() =>
        Directory.GetFiles(Checkout.File("config"))
            .Concat(Directory.GetFiles(Checkout.File("dracut"), "*", SearchOption.AllDirectories))
            .Order()
            .Append(Checkout.File("artifacts/bin/prepare-root"));
}
