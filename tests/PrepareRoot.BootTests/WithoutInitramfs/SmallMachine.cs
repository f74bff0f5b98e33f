using System;
using System.Collections.Generic;
using System.IO;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.WithoutInitramfs;

/// <summary>A machine that boots a <see cref="BusyboxDisk"/>.</summary>
public static class SmallMachine
{
    /// <summary>
    /// An initramfs that loads the drivers, which are modules in Debian's kernels, and then
    /// switches to the disk and the program on it. It leaves nothing behind: the program starts as
    /// if the kernel had mounted the disk at <c>/</c>.
    /// </summary>
    public const string SwitchToDisk = """
        mkdir /disk
        mount -t ext4 /dev/vda /disk
        cd /disk
        $PREPARE
        echo "The initramfs gives way"
        umount /sys /run
        exec switch_root /disk "$LINK/usr/lib/ostree/ostree-prepare-root" single 3
        """;

    /// <summary>
    /// An initramfs without systemd that runs the program and switches to the new root. After a
    /// refusal, stty waits until the serial line has sent everything: the panic that follows would
    /// cut it off.
    /// </summary>
    public const string PrepareAndSwitch = """
        mount -t ext4 /dev/vda /sysroot
        mkdir -p /etc/ostree
        printf '[composefs]\nenabled = verity\n' > /etc/ostree/prepare-root.conf
        prepare-root /sysroot || { stty sane < /dev/console; exit; }
        for directory in dev proc sys run; do
            mount --move "/$directory" "/sysroot/$directory"
        done
        exec switch_root /sysroot /sbin/init single 3
        """;

    /// <summary>An initramfs whose PID 1 is the program, which is an error.</summary>
    public const string StartInInitramfs = "exec /bin/prepare-root";

    /// <summary>Boots one.</summary>
    /// <param name="suite">The suite of Debian whose kernel it has.</param>
    /// <param name="name">The name of the log.</param>
    /// <param name="script">What the initramfs does.</param>
    /// <param name="prepare">
    /// For <see cref="SwitchToDisk"/>: a shell script that changes the disk, in its root directory.
    /// </param>
    /// <param name="arguments">What is added to the kernel command line.</param>
    /// <param name="withTool">Whether the initramfs has <c>prepare-rootctl</c>.</param>
    public static MachineResult Boot(string suite, string name, string script, string prepare = "", string arguments = "", bool withTool = false)
    {
        var disk = BusyboxDisk.Get();
        var kernel = Kernel.Of(suite);
        var initrd = Path.GetTempFileName();
        try
        {
            new Initramfs(kernel, script.Replace("$PREPARE", prepare).Replace("$LINK", disk.Link))
            {
                Files = withTool
                    ? new Dictionary<string, string> { ["bin/prepare-root"] = kernel.Architecture.BootBinary, ["bin/prepare-rootctl"] = kernel.Architecture.Tool }
                    : new Dictionary<string, string> { ["bin/prepare-root"] = kernel.Architecture.BootBinary },
                ScriptIsInit = true,
            }.Write(initrd);
            var result = Emulator.Run(new Machine(kernel, initrd)
            {
                CommandLine = disk.Argument + " " + arguments,
                Drives = [new Drive(disk.Image)],
                TimeLimit = TimeSpan.FromMinutes(5),
                Log = Logs.For($"small-{suite}-{name}"),
            });
            File.WriteAllText(Logs.For($"small-{suite}-{name}-facts"), result.Report);
            return result;
        }
        finally
        {
            File.Delete(initrd);
        }
    }
}
