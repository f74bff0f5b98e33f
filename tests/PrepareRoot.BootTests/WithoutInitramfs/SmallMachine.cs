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
    /// Debian's kernels have their drivers as modules, so something has to load them: an initramfs that gives way to the disk and to the
    /// program on it, and leaves nothing behind. From there on it is as if the kernel had mounted the disk at <c>/</c>.
    /// </summary>
    public const string GiveWay = """
        mkdir /disk
        mount -t ext4 /dev/vda /disk
        cd /disk
        $PREPARE
        echo "The initramfs gives way"
        umount /sys /run
        exec switch_root /disk "$LINK/usr/lib/ostree/ostree-prepare-root" single 3
        """;

    /// <summary>An initramfs without systemd does it all by itself.</summary>
    public const string PrepareAndSwitch = """
        mount -t ext4 /dev/vda /sysroot
        mkdir -p /etc/ostree
        printf '[composefs]\nenabled = verity\n' > /etc/ostree/prepare-root.conf
        prepare-root /sysroot || exit
        for directory in dev proc sys run; do
            mount --move "/$directory" "/sysroot/$directory"
        done
        exec switch_root /sysroot /sbin/init single 3
        """;

    /// <summary>An initramfs that makes the program its first process, which it is not for.</summary>
    public const string StartInInitramfs = "exec /bin/prepare-root";

    /// <summary>Boots one.</summary>
    /// <param name="suite">The suite of Debian whose kernel it has.</param>
    /// <param name="name">What the log is called by.</param>
    /// <param name="script">What the initramfs does.</param>
    /// <param name="prepare">For <see cref="GiveWay"/>: what is done to the disk, in its root directory.</param>
    /// <param name="arguments">What is added to the kernel command line.</param>
    public static MachineResult Boot(string suite, string name, string script, string prepare = "", string arguments = "")
    {
        var disk = BusyboxDisk.Get();
        var kernel = Kernel.Of(suite);
        var initrd = Path.GetTempFileName();
        try
        {
            new Initramfs(kernel, script.Replace("$PREPARE", prepare).Replace("$LINK", disk.Link))
            {
                Files = new Dictionary<string, string> { ["bin/prepare-root"] = Artifacts.BootBinary },
                ScriptIsInit = true,
            }.Write(initrd);
            var result = Emulator.Run(new Machine(kernel.Image, initrd)
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
