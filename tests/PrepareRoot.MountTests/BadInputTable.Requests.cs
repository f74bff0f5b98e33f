using System.IO;
using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests;

public static partial class BadInputTable
{
    // The program's name and arguments, the kernel command line, the configuration.
    private static BadInput[] Requested() =>
    [
        new("an unknown option", FaultCode.Usage, "there is no option '--frobnicate'") { Arguments = ["--frobnicate"] },
        new("too many arguments", FaultCode.Usage, "too many arguments") { Arguments = ["/sysroot", CommandLines.OstreeA, "more"] },
        new("an empty SYSROOT", FaultCode.Usage, "SYSROOT must be a path, but is ''") { Arguments = ["", CommandLines.OstreeA] },
        new("a relative SYSROOT that does not exist", FaultCode.SysrootMissing, "/nowhere: No such file or directory") { Arguments = ["nowhere", CommandLines.OstreeA] },
        new("SYSROOT is /", FaultCode.Usage, "SYSROOT must not be the root directory, but is '/'") { Arguments = ["/", CommandLines.OstreeA] },
        new("SYSROOT is the working directory /", FaultCode.Usage, "SYSROOT must not be the root directory, but is '/'") { Arguments = [".", CommandLines.OstreeA] },
        new("SYSROOT is / by a longer way", FaultCode.Usage, "SYSROOT must not be the root directory, but is '/sysroot/../'") { Arguments = ["/sysroot/../", CommandLines.OstreeA] },
        new("not root", FaultCode.NotRoot, "does not run as root") { AsNobody = true },
        new("nothing on the command line asks for a root", FaultCode.NoRootRequested, "none of ostree=, composefs=, composefs.digest=")
        {
            CommandLine = "root=LABEL=peertest rw quiet",
        },
        new("both arguments malformed", FaultCode.KernelArgumentMalformed, "'composefs.digest=v1-md5-12:abc'")
        {
            CommandLine = "composefs=xyz composefs.digest=v1-md5-12:abc",
        },
        new("a digest of the wrong length", FaultCode.KernelArgumentMalformed, "the digest has 63 hexadecimal digits instead of 64 (SHA-256) or 128 (SHA-512)")
        {
            CommandLine = "composefs=" + CommandLines.Sha256V1[1..],
        },
        new("a digest of the other algorithm's length", FaultCode.KernelArgumentMalformed, "the digest has 64 hexadecimal digits instead of 128 (SHA-512)")
        {
            CommandLine = "composefs.digest=v1-sha512-12:" + CommandLines.Sha256V1,
        },
        new("a digest that is not hexadecimal", FaultCode.KernelArgumentMalformed, "'x', character 64 of the digest, is not a hexadecimal digit")
        {
            CommandLine = "composefs=" + CommandLines.Sha256V1[1..] + "x",
        },
        new("an unknown slot", FaultCode.KernelArgumentMalformed, "must be _a or _b, but the argument is 'androidboot.slot_suffix=_c'")
        {
            CommandLine = "androidboot.slot_suffix=_c",
        },
        new("a mode that there is not", FaultCode.KernelArgumentMalformed, "must be signed, yes, no or maybe, but is 'sometimes'")
        {
            CommandLine = CommandLines.OstreeA + " ostree.prepare-root.composefs=sometimes",
        },
        new("the command line switches composefs off", FaultCode.FloorLowered, "requires less than composefs.enabled = verity")
        {
            Configuration = "[composefs]\nenabled = verity\n",
            CommandLine = CommandLines.OstreeA + " ostree.prepare-root.composefs=no",
        },
        new("the command line makes composefs optional", FaultCode.FloorLowered, "requires less than composefs.enabled = verity")
        {
            Configuration = "[composefs]\nenabled = verity\n",
            CommandLine = CommandLines.OstreeA + " ostree.prepare-root.composefs=maybe",
        },
        new("the command line makes fs-verity optional", FaultCode.FloorLowered, $"(the ? before {CommandLines.Sha256V1})")
        {
            Disk = Fixture.Sha256,
            Configuration = "[composefs]\nenabled = verity\n",
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
        },
        new("a configuration with a syntax error", FaultCode.ConfigurationMalformed, "/etc/ostree/prepare-root.conf:3: not 'key=value'")
        {
            Configuration = "[composefs]\nenabled = yes\nverity\n",
        },
        new("a configuration with a bad value", FaultCode.ConfigurationMalformed, "prepare-root.conf:2: composefs.enabled must be yes, no, maybe, verity or signed, but is 'ja'")
        {
            Configuration = "[composefs]\nenabled = ja\n",
        },
        new("both transient keys", FaultCode.ConfigurationContradictory, "prepare-root.conf:5: root.transient and root.transient-ro can't both be true")
        {
            Configuration = "[composefs]\nenabled = yes\n[root]\ntransient = true\ntransient-ro = true\n",
        },
        new("a transient root without composefs", FaultCode.ConfigurationContradictory, "root.transient needs composefs, but composefs.enabled is no")
        {
            Configuration = "[root]\ntransient = true\n",
        },
        new("a transient root where there is no image", FaultCode.ConfigurationContradictory, $"root.transient-ro needs composefs, but there is no image /sysroot/{CommandLines.DeploymentA}/.ostree.cfs")
        {
            Configuration = "[composefs]\nenabled = maybe\n[root]\ntransient-ro = true\n",
            Damage = machine => File.Delete(machine.PathInSysroot(CommandLines.DeploymentA + "/.ostree.cfs")),
        },
        new("a mount point that is not right below the root", FaultCode.ConfigurationMalformed, "prepare-root.conf:4: root.mount-points must be absolute paths of directories in the root directory")
        {
            Configuration = "[composefs]\nenabled = yes\n[root]\nmount-points = /srv/data\n",
        },
        new("a configuration that is a link to nowhere", FaultCode.InitramfsUnreadable, "/etc/ostree/prepare-root.conf: No such file or directory")
        {
            Damage = machine => machine.Shell("mkdir -p usr/lib/ostree; mv etc/ostree/prepare-root.conf usr/lib/ostree; ln -s nowhere etc/ostree/prepare-root.conf"),
        },
        new("a configuration that is a FIFO", FaultCode.InitramfsUnreadable, "/etc/ostree/prepare-root.conf must be a regular file, but is a FIFO")
        {
            Damage = machine => machine.Shell("rm etc/ostree/prepare-root.conf; mkfifo etc/ostree/prepare-root.conf"),
        },
        new("a configuration that is a directory", FaultCode.InitramfsUnreadable, "/etc/ostree/prepare-root.conf must be a regular file, but is a directory")
        {
            Damage = machine =>
            {
                File.Delete(machine.PathOf(ScratchInitramfs.Configuration));
                Directory.CreateDirectory(machine.PathOf(ScratchInitramfs.Configuration));
            },
        },
        new("no kernel command line", FaultCode.InitramfsUnreadable, "/proc/cmdline: No such file or directory")
        {
            Damage = machine => machine.Shell("umount proc"),
            Arguments = ["/sysroot"],
        },
    ];
}
