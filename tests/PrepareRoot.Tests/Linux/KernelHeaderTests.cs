using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Linux;

/// <summary>
/// The numbers in the sources that have a name of a C header, compared with the headers by a C
/// compiler for each architecture.
/// </summary>
public partial class KernelHeaderTests
{
    private static readonly string[] _headers =
    [
        "elf.h", "errno.h", "fcntl.h", "sched.h", "signal.h", "sys/mount.h", "sys/socket.h", "sys/stat.h", "sys/statvfs.h", "sys/syscall.h",
        "linux/binfmts.h", "linux/btrfs.h", "linux/fs.h", "linux/fsverity.h", "linux/limits.h", "linux/loop.h", "linux/magic.h", "linux/openat2.h",
    ];

    // Newer than the headers of Debian 12 (Linux 6.5).
    private static readonly string[] _newer = ["MOVE_MOUNT_BENEATH"];

    // Offsets and sizes of the structures that the sources read and write.
    private const string Structures = """
        _Static_assert(sizeof(struct statx) == 256 && offsetof(struct statx, stx_attributes_mask) == 56 && offsetof(struct statx, stx_mtime) == 112, "statx");
        _Static_assert(offsetof(struct statx, stx_rdev_major) == 128 && offsetof(struct statx, stx_mnt_id) == 144, "statx");
        _Static_assert(sizeof(struct statfs) == 120 && offsetof(struct statfs, f_flags) == 80, "statfs");
        _Static_assert(offsetof(struct dirent64, d_reclen) == 16 && offsetof(struct dirent64, d_name) == 19, "dirent64");
        _Static_assert(sizeof(struct open_how) == 24 && sizeof(struct mount_attr) == 32, "open_how, mount_attr");
        _Static_assert(sizeof(struct loop_config) == 304 && offsetof(struct loop_config, info.lo_offset) == 32, "loop_config");
        _Static_assert(offsetof(struct loop_config, info.lo_sizelimit) == 40 && offsetof(struct loop_config, info.lo_flags) == 60, "loop_config");
        _Static_assert(sizeof(struct fsverity_enable_arg) == 128, "fsverity_enable_arg");
        _Static_assert(sizeof(struct btrfs_ioctl_fs_info_args) == 1024, "btrfs_ioctl_fs_info_args");
        _Static_assert(sizeof(struct btrfs_ioctl_dev_info_args) == 4096 && offsetof(struct btrfs_ioctl_dev_info_args, path) == 3072, "btrfs_ioctl_dev_info_args");
        _Static_assert(sizeof(struct sockaddr_un) == 110, "sockaddr_un");
        """;

    [Fact]
    public void Numbers_are_those_of_the_headers() => Compare(GuestArchitecture.Native.Name == "arm64", "gcc");

    [RequiresFact(Needs.Arm64Headers)]
    public void Numbers_are_those_of_the_headers_for_arm64() =>
        Compare(isArm64: true, "aarch64-linux-gnu-gcc", "--sysroot=" + Artifacts.Arm64Headers);

    private static void Compare(bool isArm64, string compiler, params string[] options)
    {
        var text = new StringBuilder("#define _GNU_SOURCE\n");
        foreach (var header in (string[])[.. _headers, "dirent.h", "stddef.h", "sys/statfs.h", "sys/un.h"])
            text.Append(CultureInfo.InvariantCulture, $"#include <{header}>\n");
        var numbers = Numbers(isArm64);
        Assert.InRange(numbers.Count, 100, 1000);
        foreach (var (name, number) in numbers)
            text.Append(CultureInfo.InvariantCulture, $"_Static_assert((unsigned long){name} == (unsigned long)({number}), \"{name}\");\n");

        var result = new Command(compiler, [.. options, "-fsyntax-only", "-x", "c", "-"]) { Input = text + Structures + "\n" }.RunToAnyEnd();

        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitStatus);
    }

    private static SortedDictionary<string, string> Numbers(bool isArm64)
    {
        var numbers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in Directory.GetFiles(Checkout.File("src"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText))
        {
            foreach (Match match in Constant().Matches(text))
                numbers[match.Groups["name"].Value] = match.Groups["number"].Value;
            foreach (Match match in Differing().Matches(text))
                numbers[match.Groups["name"].Value] = match.Groups[isArm64 ? "arm64" : "others"].Value;
        }
        Assert.Equal(2, numbers.Keys.Count(name => name is "O_DIRECTORY" or "O_NOFOLLOW"));
        return new(numbers.Where(number => !_newer.Contains(number.Key)).ToDictionary(), StringComparer.Ordinal);
    }

    // NAME_OF_THE_KERNEL, EPERM or SIGPIPE, and a number.
    [GeneratedRegex(@"\b(?<name>[A-Z][A-Z0-9]*(_[A-Z0-9a-z]+)+|E[A-Z0-9]{3,}|SIG[A-Z]+) = (?<number>(0x[0-9a-f]+|[0-9]+)( (<<|\|) [0-9]+)*)[;,]")]
    private static partial Regex Constant();

    [GeneratedRegex(@"\b(?<name>O_[A-Z]+) => IsArm64 \? (?<arm64>0x[0-9a-f]+)UL : (?<others>0x[0-9a-f]+)UL;")]
    private static partial Regex Differing();
}
