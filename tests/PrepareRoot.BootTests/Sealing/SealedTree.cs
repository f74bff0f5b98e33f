using System.Collections.Generic;
using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Sealing;

/// <summary>A tree that is sealed, with its kernel and its initramfs in it.</summary>
/// <param name="Directory">The tree.</param>
/// <param name="Options">The kernel arguments that it boots with, beside those of the deployment.</param>
/// <param name="Memory">The memory of its machine, in MiB.</param>
internal sealed record SealedTree(string Directory, string Options, int Memory)
{
    private const string Configuration = "[composefs]\nenabled = signed\n";
    private const string ConfigurationFile = "etc/ostree/prepare-root.conf";
    private const string KeyFile = "etc/ostree/initramfs-root-binding.key";

    // The initramfs of a machine that mounts its disk by hand.
    private const string Boot = """
        mount -t ext4 /dev/vda /sysroot
        /usr/lib/prepare-root/prepare-root
        for directory in dev proc sys; do umount -l /$directory; done
        mount --move /run /sysroot/run
        exec switch_root /sysroot /sbin/init
        """;

    /// <summary>Debian with systemd, whose initramfs is dracut's: <see cref="OsTree.Get()"/>.</summary>
    internal static SealedTree Debian()
    {
        var os = OsTree.Get();
        return new SealedTree(os.Tree, $"{Machine.KernelOptions} root=/dev/vda rw systemd.firstboot=off systemd.log_color=0", 1536);
    }

    /// <summary>
    /// A system of busybox alone. Its initramfs demands a signature of the image, by a key.
    /// </summary>
    /// <param name="directory">Where it is made.</param>
    /// <param name="publicKey">The key, as <c>prepare-rootctl public-key</c> prints it.</param>
    internal static SealedTree Busybox(string directory, string publicKey)
    {
        var kernel = Kernel.Of("forky");
        var modules = System.IO.Directory.CreateDirectory(Path.Combine(directory, "usr/lib/modules", kernel.Release)).FullName;
        BusyboxTree.Fill(directory, SealedMachine.Script("init.sh"));
        Command.Run("cp", Artifacts.Tool, Path.Combine(directory, "usr/bin"));
        System.IO.Directory.CreateDirectory(Path.Combine(directory, "etc/ostree"));
        File.WriteAllText(Path.Combine(directory, ConfigurationFile), Configuration);
        File.WriteAllText(Path.Combine(directory, KeyFile), publicKey);
        File.Copy(kernel.Image, Path.Combine(modules, "vmlinuz"));
        new Initramfs(kernel, Boot)
        {
            ScriptIsInit = true,
            Modules = [.. Initramfs.MountingModules, "efivarfs"],
            Files = new Dictionary<string, string> { ["usr/lib/prepare-root/prepare-root"] = Artifacts.BootBinary },
            Texts = new Dictionary<string, string> { [ConfigurationFile] = Configuration, [KeyFile] = publicKey },
        }.Write(Path.Combine(modules, "initramfs.img"));
        return new SealedTree(directory, Machine.KernelOptions + " rw", 512);
    }
}
