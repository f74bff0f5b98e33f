using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests;

public static partial class BadInputTable
{
    private const string NewInit = "cd sysroot/" + CommandLines.DeploymentA + "; rm usr/sbin/init; ";

    // A new root that can't be started. The tree of the deployment is the root: an image can't be
    // changed.
    private static BadInput[] Init() =>
    [
        new("init= names no file", FaultCode.InitMissing, "/usr/bin/none of the new root: No such file or directory")
        {
            CommandLine = "init=/usr/bin/sh " + CommandLines.OstreeA + " init=/usr/bin/none",
        },
        new("no init, and systemd in the initramfs", FaultCode.InitMissing, "/sbin/init of the new root: No such file or directory")
        {
            Disk = Fixture.Sha256,
            CommandLine = "composefs=?" + CommandLines.Sha256V1,
            Damage = machine => machine.Shell("mkdir -p run/systemd/system"),
        },
        InTree("init is a dangling link, and systemd in the initramfs", "ln -s ../lib/systemd/systemd usr/sbin/init; mkdir -p ../../../../../../run/systemd/system", "/sbin/init of the new root: No such file or directory"),
        InTree("init is a FIFO", "mkfifo usr/sbin/init", "/sbin/init of the new root must be a regular file, but /sbin/init is a FIFO"),
        InTree("init is a device", "mknod usr/sbin/init c 5 0", "/sbin/init of the new root must be a regular file, but /sbin/init is a character device"),
        InTree("init is empty", ": >usr/sbin/init; chmod 0755 usr/sbin/init", "/sbin/init of the new root can't be started: /usr/sbin/init is neither an ELF program nor a script with #!"),
        InTree("init is not executable", "cp usr/bin/busybox usr/sbin/init; chmod 0644 usr/sbin/init", "/sbin/init of the new root can't be executed: the mode of /usr/sbin/init is 0644"),
        InTree("init is a script without its interpreter", "printf '#!/bin/none\\n' >usr/sbin/init; chmod 0755 usr/sbin/init", "the interpreter '/bin/none' of /sbin/init: No such file or directory"),
        InTree("init's loader is missing", InitTests.DynamicInit + "rm \"$loader\"", " of /sbin/init: No such file or directory"),
        InTree("init's C library is empty", InitTests.DynamicInit + ": >\"$library\"", "/libc.so.6, which /sbin/init of the new root needs, is neither an ELF program nor a script with #!"),
    ];

    private static BadInput InTree(string title, string script, string cause) => new(title, FaultCode.InitMissing, cause)
    {
        Configuration = CommandLines.Enabled("no"),
        Damage = machine => machine.Shell(NewInit + script),
    };
}
