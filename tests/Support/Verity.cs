using System;
using System.Collections.Generic;
using System.IO;

namespace PrepareRoot.Support;

/// <summary>
/// fs-verity on the files of a disk image. Only a kernel can enable it, and this machine's may not
/// support it, so a machine is booted.
/// </summary>
public static class Verity
{
    // FS_IOC_ENABLE_VERITY with struct fsverity_enable_arg {version 1, FS_VERITY_HASH_ALG_SHA256,
    // block size 4096, …}, 128 bytes. One process for all the files: starting one for each takes
    // minutes in an emulator.
    private const string EnableEach = """
        my $arg = pack "L3x116", 1, 1, 4096;
        while (<>) { chomp; open F, "<", $_ and ioctl F, 0x40806685, $arg or die "$_: $!\n" }
        """;

    /// <summary>
    /// Enables it (SHA-256, blocks of 4096 bytes) on every regular file in or at some paths.
    /// </summary>
    /// <param name="image">The disk's image.</param>
    /// <param name="kernel">The kernel of that machine.</param>
    /// <param name="paths">
    /// Paths from the root of the disk; the shell's wildcards are not expanded.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// The machine failed; the message has its console.
    /// </exception>
    public static void Enable(string image, Kernel kernel, params IEnumerable<string> paths)
    {
        var initrd = Path.GetTempFileName();
        try
        {
            var script = $"""
                set -e
                mkdir /disk
                mount /dev/vda /disk
                cd /disk
                find {string.Join(' ', paths)} -type f > /files
                perl /enable < /files
                cd /
                umount /disk
                """;
            new Initramfs(kernel, script)
            {
                Modules = ["virtio_blk", "ext4"],
                Files = Initramfs.WithLibraries("/usr/bin/perl"),
                Texts = new Dictionary<string, string> { ["enable"] = EnableEach },
            }.Write(initrd);
            var result = new Machine(kernel, initrd) { Drives = [new Drive(image) { Snapshot = false }] }.Run();
            if (result.ExitStatus != 0)
                throw new InvalidOperationException($"could not enable fs-verity on {image}:\n{result.Console}");
        }
        finally
        {
            File.Delete(initrd);
        }
    }
}
