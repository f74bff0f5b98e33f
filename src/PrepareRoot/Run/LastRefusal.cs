using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Run;

/// <summary>
/// The last refusal of an initramfs: in a variable of the EFI firmware, which outlives the boot, and
/// in <c>/run</c>. Both are only for people. Nothing is decided by them, and an error is none of the
/// boot: there may be no EFI, or no room in it.
/// </summary>
internal static class LastRefusal
{
    /// <summary>The file in /run.</summary>
    internal const string Path = "/run/prepare-root-refused";

    // The name ends with the GUID of our variables (UEFI specification, GetVariable()).
    private const string Variable = "/sys/firmware/efi/efivars/PrepareRootRefused-826203ac-ae2c-48c4-a113-76fdd1236f6a";

    // Every initramfs of dracut and mkinitcpio has it: os-release(5).
    private const string InitramfsMarker = "/etc/initrd-release";

    // Before the content of a variable, efivarfs has four bytes
    // (Documentation/filesystems/efivarfs.rst): EFI_VARIABLE_NON_VOLATILE, _BOOTSERVICE_ACCESS and
    // _RUNTIME_ACCESS.
    private const int AttributesSize = 4;
    private const byte Attributes = 1 | 2 | 4;

    /// <summary>
    /// Whether this process is in an initramfs. A refusal by hand in a running system is not one of a
    /// boot.
    /// </summary>
    internal static bool IsInInitramfs => Files.Status(null, InitramfsMarker, out _) == Errno.None;

    /// <summary>
    /// Keeps a refusal. The variable is not written if it says the same: a machine that tries again
    /// and again must not wear out its memory.
    /// </summary>
    internal static void Keep(Fault fault)
    {
        var refusal = new KeptRefusal(fault.Code.Name, CurrentProcess.Time, fault.Cause);
        var text = Encoding.UTF8.GetBytes(refusal.ToText());
        Write(Path, text);
        if (Read(Variable, AttributesSize) is not { } earlier || !refusal.SaysAs(earlier))
            Write(Variable, [Attributes, 0, 0, 0, .. text]);
    }

    /// <summary>
    /// Takes the refusal of the boot before out of the firmware, after a root is put in place. It is
    /// in <c>/run</c> from then on.
    /// </summary>
    /// <returns>Null if there is none.</returns>
    internal static KeptRefusal? Take()
    {
        if (Read(Variable, AttributesSize) is not { } refusal || !IsInInitramfs)
            return null;
        if (Write(Path, Encoding.UTF8.GetBytes(refusal.ToText())) == Errno.None)
            Files.Remove(Variable);
        return refusal;
    }

    /// <summary>Reads the file in <c>/run</c>; null if there is none.</summary>
    internal static KeptRefusal? Read() => Read(Path, 0);

    private static KeptRefusal? Read(string path, int start)
    {
        if (Files.Open(null, path, Files.O_RDONLY | Files.O_NOFOLLOW | Files.O_NONBLOCK, 0, out var file) != Errno.None)
            return null;
        using (file)
        {
            return Files.ReadToEnd(file, AttributesSize + KeptRefusal.Bound, out var content) == Errno.None && content.Length >= start
                ? KeptRefusal.Parse(Encoding.UTF8.GetString(content, start, content.Length - start))
                : null;
        }
    }

    // A variable is written by one call, and replaced whole. A file is removed first.
    private static Errno Write(string path, byte[] content)
    {
        Files.Remove(path);
        var errno = Files.Open(null, path, Files.O_RDWR | Files.O_CREAT | Files.O_EXCL, 0, out var file, Permissions.File);
        if (errno != Errno.None)
            return errno;
        using (file)
            return Files.Write(file, content);
    }
}
