using System.IO;
using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests;

public static partial class BadInputTable
{
    private const string ComposefsName = "composefs-setup-root";
    private const string BootcName = "initramfs-setup";
    private const string Optional = "composefs=?" + CommandLines.Sha256V1;

    // Options of the other two programs' command lines.
    private static BadInput[] Options() =>
    [
        new("an option that composefs-setup-root does not have", FaultCode.Usage, "there is no option '--root'")
        {
            Name = ComposefsName,
            Arguments = ["--root", "/sysroot"],
        },
        new("an option of initramfs-setup without its value", FaultCode.Usage, "--sysroot needs a value") { Name = BootcName, Arguments = ["setup-root", "--sysroot"] },
        new("initramfs-setup without its first word", FaultCode.Usage, "the first argument of initramfs-setup must be setup-root")
        {
            Name = BootcName,
            Arguments = ["--sysroot", "/sysroot"],
        },
        new("no SYSROOT where --sysroot says", FaultCode.SysrootMissing, "/nowhere: No such file or directory")
        {
            Name = ComposefsName,
            Arguments = ["--sysroot", "/nowhere", "--cmdline", Optional],
        },
        new("a --config that is no TOML", FaultCode.ConfigurationMalformed, "/etc/other.toml:1:")
        {
            Disk = Fixture.Sha256,
            Name = ComposefsName,
            Arguments = ["--config", "/etc/other.toml", "--cmdline", Optional],
            Damage = machine => machine.Write("/etc/other.toml", "etc\n"),
        },
        new("a --config that is a device other than /dev/null", FaultCode.InitramfsUnreadable, "/dev/zero must be a regular file, but is a character device")
        {
            Name = ComposefsName,
            Arguments = ["--config", "/dev/zero", "--cmdline", Optional],
        },
        new("no directory at --target", FaultCode.DirectoryMissing, "/nowhere: No such file or directory")
        {
            Disk = Fixture.Sha256,
            Name = BootcName,
            Arguments = ["setup-root", "--target", "/nowhere", "--cmdline", Optional],
        },
        new("a file at --target", FaultCode.DirectoryMissing, "/etc/file: Not a directory")
        {
            Disk = Fixture.Sha256,
            Name = BootcName,
            Arguments = ["setup-root", "--target=/etc/file", "--cmdline", Optional],
            Damage = machine => machine.Write("/etc/file", ""),
        },
        new("no tree at --root-fs", FaultCode.DirectoryMissing, "/nowhere: No such file or directory")
        {
            Disk = Fixture.Sha256,
            Configuration = "",
            Name = ComposefsName,
            Arguments = ["--root-fs", "/nowhere", "--cmdline", Optional],
        },
        Tree("for a digest that must be verified", FaultCode.FloorLowered, "--root-fs is a tree that is not verified, but the policy requires verity")
            with { Arguments = ["--root-fs", "/usr/tree", "--cmdline", "composefs=" + CommandLines.Sha256V1] },
        Tree("where the initramfs asks for verity", FaultCode.FloorLowered, "the kernel command line makes fs-verity optional")
            with { Configuration = CommandLines.Enabled("verity") },
        Tree("in the place of a deployment of ostree", FaultCode.ConfigurationContradictory, "but ostree= names a deployment")
            with { Arguments = ["--root-fs", "/usr/tree", "--cmdline", CommandLines.OstreeA] },
        Tree("where the image is to be measured", FaultCode.MeasurementFailed, "there is no digest to measure")
            with { Configuration = "[measure]\npcr = 12\n" },
    ];

    private static BadInput Tree(string title, FaultCode fault, string cause) => new("--root-fs " + title, fault, cause)
    {
        Disk = Fixture.Sha256,
        Name = ComposefsName,
        Configuration = "",
        Arguments = ["--root-fs", "/usr/tree", "--cmdline", Optional],
        Damage = machine =>
        {
            foreach (var directory in (string[])["etc", "var", "sysroot"])
                Directory.CreateDirectory(machine.PathOf("/usr/tree/" + directory));
        },
    };
}
