using System.IO;
using System.Linq;

namespace PrepareRoot.Support;

/// <summary>
/// UEFI: Debian's <c>ovmf</c>. It starts <c>EFI/BOOT/BOOTX64.EFI</c> of a disk; with Secure Boot,
/// if it is signed by the key that the package brings for tests, and which is enrolled in one of
/// its sets of variables.
/// </summary>
public static class Firmware
{
    /// <summary>The certificate of the key.</summary>
    public const string Certificate = "/usr/share/ovmf/PkKek-1-snakeoil.pem";

    /// <summary>
    /// The private key, which is public. It is encrypted: see <see cref="Passphrase"/>.
    /// </summary>
    public const string Key = "/usr/share/ovmf/PkKek-1-snakeoil.key";

    /// <summary>What it is encrypted with.</summary>
    public const string Passphrase = "snakeoil";

    private const string Code = "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd";
    private const string Enrolled = "/usr/share/OVMF/OVMF_VARS_4M.snakeoil.fd";
    private const string NothingEnrolled = "/usr/share/OVMF/OVMF_VARS_4M.fd";

    /// <summary>The first of its files that is not installed; null if all are.</summary>
    public static string? Missing { get; } = new[] { Code, Enrolled, NothingEnrolled, Certificate, Key }.FirstOrDefault(file => !File.Exists(file));

    // The disk's FAT is QEMU's own.
    internal static string[] Arguments(string systemPartition, bool secureBoot) => Arguments("readonly=on,file=fat:" + systemPartition, secureBoot ? Enrolled : NothingEnrolled);

    // A disk with a system partition. What is written to it is forgotten.
    internal static string[] ArgumentsForDisk(string image) => Arguments("snapshot=on,cache=unsafe,file=" + image, NothingEnrolled);

    // No disk: the firmware starts a kernel that QEMU has.
    internal static string[] Arguments() => OfVariables(NothingEnrolled);

    // The disk comes after the other disks, so that their names are the same on every machine.
    private static string[] Arguments(string disk, string variables) =>
    [
        .. OfVariables(variables),
        "-drive", $"if=none,id=esp,format=raw,{disk}",
        "-device", "virtio-blk-pci,drive=esp,serial=esp,addr=0x1e,bootindex=0",
    ];

    // Only System Management Mode may write the variables, else there would be nothing secure about
    // them. What it writes is forgotten when the machine ends, but not when it is reset.
    private static string[] OfVariables(string variables) =>
    [
        "-machine", "q35,smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on",
        "-drive", $"if=pflash,unit=0,format=raw,readonly=on,file={Code}",
        "-drive", $"if=pflash,unit=1,format=raw,snapshot=on,file={variables}",
    ];
}
