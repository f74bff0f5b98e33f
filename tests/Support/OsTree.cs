using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace PrepareRoot.Support;

/// <summary>
/// An operating system as a distribution would build it: Debian with systemd, prepare-root
/// installed by <c>make install</c>, and the initramfs that the system's own generator made with
/// it.
/// </summary>
/// <param name="Tree">The tree; must not be modified.</param>
/// <param name="Kernel">Its kernel.</param>
/// <param name="Initramfs">
/// Its initramfs. Its <c>prepare-root.conf</c> says <c>enabled = verity</c>.
/// </param>
public sealed partial record OsTree(string Tree, Kernel Kernel, string Initramfs)
{
    private static readonly string[] _packages = ["systemd", "systemd-sysv", "udev", "kmod", "e2fsprogs", "zstd", GuestArchitecture.Native.KernelPackage];

    // Failures that are frequent in an emulator and unrelated to the root file system.
    private static readonly string[] _masked =
    [
        "getty.target", "ldconfig.service", "systemd-hwdb-update.service", "systemd-journal-catalog-update.service", "timers.target",
        "systemd-logind.service", "systemd-pstore.service", "e2scrub_reap.service", "systemd-binfmt.service", "systemd-networkd.service",
    ];

    // A machine's script is on a separate disk, so that no other disk depends on it: see
    // Machine.Script.
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

    // The configuration is the system's, in /usr: "ostree admin deploy" reads it there, and puts
    // the digests that verity needs into an image only if it says so. /var, /boot and /run are the
    // machine's: an image has nothing of them.
    private const string Verify = """
        sed -i 's/^enabled = yes$/enabled = verity/' /usr/lib/ostree/prepare-root.conf
        grep -q '^enabled = verity$' /usr/lib/ostree/prepare-root.conf

        """;

    private const string Finish = """
        systemctl enable --quiet host-script.service
        systemctl set-default --quiet multi-user.target
        systemd-machine-id-setup
        mkdir -p /var/tmp
        kernel=$(ls /usr/lib/modules)
        initramfs=/usr/lib/modules/$kernel/initramfs.img
        $MakeInitramfs
        [ -e "/usr/lib/modules/$kernel/vmlinuz" ] || cp "/boot/vmlinuz-$kernel" "/usr/lib/modules/$kernel/vmlinuz"
        rm -rf /var /boot /run /home /root /tmp /initrd.img* /vmlinuz*
        mkdir -p /var /boot /run /home /root /sysroot
        mkdir -m 1777 /tmp
        """;

    /// <summary>
    /// A tree as apt installs it, with the tools to make images and deployments; must not be
    /// modified.
    /// </summary>
    public static string Tools => Installed(OsRecipe.Forky);

    /// <summary>What <c>make install</c> installs, or depends on.</summary>
    public static IEnumerable<string> OurFiles() =>
        ((string[])["config", "dracut"])
            .SelectMany(directory => Directory.GetFiles(Checkout.File(directory), "*", SearchOption.AllDirectories))
            .Order()
            .Append(Artifacts.BootBinary)
            .Append(Artifacts.Tool)
            .Append(Checkout.File("Makefile"));

    /// <summary>The system with all features: <see cref="OsRecipe.Forky"/>.</summary>
    public static OsTree Get() => Get(OsRecipe.Forky);

    /// <summary>A system, cached by all that is in it.</summary>
    public static OsTree Get(OsRecipe recipe)
    {
        var installed = Installed(recipe);
        var finish = Finish.Replace("$MakeInitramfs", recipe.MakeInitramfs, StringComparison.Ordinal) + recipe.Finish;
        if (recipe.HasPrepareRoot)
            finish = Verify + finish;
        List<string> key = [installed, ScriptService, finish, .. _masked];
        if (recipe.HasPrepareRoot)
            key.AddRange(OurFiles().Select(Cache.Hash));
        var path = Cache.Get("os", key, path =>
        {
            Command.Run("cp", "--archive", "--reflink=auto", installed, path);
            if (recipe.HasPrepareRoot)
                Command.Run("make", "--silent", "-C", Checkout.File("."), "install", $"DESTDIR={path}");
            File.WriteAllText(Path.Combine(path, "etc/systemd/system/host-script.service"), ScriptService);
            File.WriteAllText(Path.Combine(path, "etc/hostname"), "demo\n");
            foreach (var unit in _masked)
                File.CreateSymbolicLink(Path.Combine(path, "etc/systemd/system", unit), "/dev/null");

            Chroot.Run(path, finish);
            Command.Run("find", Path.Combine(path, "dev"), "-mindepth", "1", "-delete");
        });
        var kernel = Kernel.In(path);
        return new OsTree(path, kernel, Path.Combine(kernel.Modules, "initramfs.img"));
    }

    /// <summary>
    /// The system with more files in its initramfs: in a separate archive after the others. The
    /// kernel unpacks them all.
    /// </summary>
    /// <param name="directory">The directory for the new initramfs.</param>
    /// <param name="files">Their paths in the initramfs, and their content.</param>
    public OsTree WithInitramfsFiles(string directory, params IReadOnlyList<(string Path, string Text)> files)
    {
        var copy = Path.Combine(directory, "initramfs");
        File.Copy(Initramfs, copy, overwrite: true);
        using var stream = new FileStream(copy, FileMode.Append);
        using var archive = new CpioArchive(stream);
        foreach (var (path, text) in files)
            archive.AddFile(path, Encoding.UTF8.GetBytes(text));
        return this with { Initramfs = copy };
    }

    /// <summary>
    /// A machine that boots the system from a disk. It is switched off in emergency mode.
    /// </summary>
    /// <param name="image">The disk.</param>
    /// <param name="argument">The kernel argument that selects the root.</param>
    public Machine Machine(string image, string argument) => new(Kernel.Image, Initramfs)
    {
        CommandLine = $"root=/dev/vda rw systemd.firstboot=off systemd.log_color=0 {argument}",
        Drives = [new Drive(image)],
        Memory = 1024,
        Until = EmergencyMode(),
    };

    // The emergency shells of the initramfs generators. Not only at the start of a line: systemd's
    // progress line has no line break.
    [GeneratedRegex(@"Entering emergency mode|Dropping to debug shell|built-in shell \(ash\)")]
    private static partial Regex EmergencyMode();

    private static string Installed(OsRecipe recipe) => DebianTree.Installed(recipe.Suite, [.. _packages, .. recipe.Packages]);
}
