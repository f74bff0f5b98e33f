using System;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Chain;

/// <summary>
/// A machine with a sealed boot: UEFI firmware, a unified kernel image with kernel, initramfs and
/// command line, and a disk. The command line has the digest of an image on the disk. The initramfs
/// mounts the image and reads one of its files.
/// </summary>
public sealed partial class SealedBoot : IDisposable
{
    /// <summary>A file of the image, with an object of its own.</summary>
    public const string File = "/usr/bin/tool017";

    // Facts are as CaseFacts reads them. The program has no arguments: it reads the kernel's own
    // command line.
    private const string Script = $$"""
        fact() { echo "@@fact $1" >&3; cat >&3; }
        mount -t efivarfs efivarfs /sys/firmware/efi/efivars
        tail -c 1 /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c | od -An -tu1 | fact secure-boot
        mkdir /disk
        mount -t ext4 /dev/vda /disk
        mount --bind /disk/sha256 /sysroot
        umount /disk
        fact "mounts before" < /proc/self/mountinfo
        /bin/prepare-root > /tmp/output 2> /tmp/error
        fact output < /tmp/output
        fact error < /tmp/error
        fact "mounts after" < /proc/self/mountinfo
        cd /sysroot
        base64 .{{File}} 2> /dev/null | fact file
        find usr -xdev -type f -exec md5sum {} + 2>&1 > /dev/null | fact unreadable
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("sealed").FullName;

    /// <summary>
    /// Makes the unified kernel image; its command line has <see cref="CommandLines.Sha256V1"/>.
    /// </summary>
    public SealedBoot()
    {
        if (!Requirements.AreMet(Needs.Machine | Needs.SecureBoot))
            return;
        var kernel = Kernel.Of("forky");
        var initrd = Path.Combine(_directory, "initramfs");
        new Initramfs(kernel, Script)
        {
            Modules = [.. Initramfs.MountingModules, "efivarfs"],
            Files = new Dictionary<string, string> { ["bin/prepare-root"] = Artifacts.BootBinary },
        }.Write(initrd);
        UnifiedKernelImage.Write(kernel.Image, initrd, $"{Machine.KernelOptions} {Argument(CommandLines.Sha256V1)}", _directory);
        SignedProgram = System.IO.File.ReadAllBytes(Path.Combine(_directory, "signed.efi"));
        UnsignedProgram = System.IO.File.ReadAllBytes(Path.Combine(_directory, "unsigned.efi"));
    }

    /// <summary>The unified kernel image, signed with the key that the firmware trusts.</summary>
    public byte[] SignedProgram { get; } = [];

    /// <summary>The same image without a signature.</summary>
    public byte[] UnsignedProgram { get; } = [];

    /// <summary>The kernel argument with an image's digest.</summary>
    public static string Argument(string hex) => "composefs.digest=v1-sha256-12:" + hex;

    /// <summary>
    /// Starts the machine, and runs it until it ends or its firmware finds nothing that it can
    /// start.
    /// </summary>
    /// <param name="name">The name of its console's log.</param>
    /// <param name="program">The program for the firmware.</param>
    /// <param name="tamper">
    /// What was done to the disk while the machine was off; null for nothing.
    /// </param>
    /// <param name="secureBoot">Whether Secure Boot is on.</param>
    public MachineResult Run(string name, byte[] program, Action<string>? tamper = null, bool secureBoot = true)
    {
        var systemPartition = Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;
        Directory.CreateDirectory(Path.Combine(systemPartition, "EFI/BOOT"));
        System.IO.File.WriteAllBytes(Path.Combine(systemPartition, "EFI/BOOT/BOOTX64.EFI"), program);
        var disk = Path.Combine(_directory, name + ".disk");
        Disk.Copy(FixtureDisk.Sha256.Image, disk);
        tamper?.Invoke(disk);

        return Emulator.Run(Machine.WithFirmware(systemPartition, secureBoot) with
        {
            Drives = [new Drive(disk)],
            Log = Logs.For("sealed-" + name),
            Until = NothingToStart(),
        });
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // After this the firmware tries to boot from the network, and then waits for input.
    [GeneratedRegex("^BdsDxe: (No bootable option|failed to load )")]
    private static partial Regex NothingToStart();
}
