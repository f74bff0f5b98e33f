using System;
using System.Collections.Generic;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Tests.Formats;
using PrepareRoot.Tests.Formats.Erofs;
using Xunit;

namespace PrepareRoot.Tests.Mounting;

/// <summary>What is proven of a root before it is put in place.</summary>
public class InitProofTests
{
    private const string Shell = "#!/bin/sh\n";
    private const string Loader = "/lib64/ld.so";

    // Name, errno of the content, content. "ELF" is a program without an interpreter, "dynamic" one
    // that needs the loader and libc.so.6.
    public static TheoryData<string, string, string?> Roots => new()
    {
        { "an ELF program", "/sbin/init=ELF", null },
        { "a script", $"/sbin/init={Shell} /bin/sh=ELF", null },
        { "systemd without a link", "/usr/lib/systemd/systemd=ELF", null },
        { "a dynamic program", $"/sbin/init=dynamic {Loader}=ELF /lib64/libc.so.6=ELF", null },
        { "a C library that is elsewhere", $"/sbin/init=dynamic {Loader}=ELF /lib/libc.so.6=", null },
        { "nothing", "", "init-missing: /sbin/init of the new root: No such file or directory" },
        { "a shell alone", "/bin/sh=ELF", "init-missing: /sbin/init of the new root: No such file or directory" },
        { "an empty init before a good one", "/sbin/init= /etc/init=ELF", "init-missing: /sbin/init of the new root can't be started: /sbin/init is neither an ELF program nor a script with #!" },
        { "an unreadable init", "/sbin/init!EIO", "init-unreadable: /sbin/init of the new root (object of:/sbin/init) can't be read: Input/output error" },
        { "an init whose object is missing", "/sbin/init!ENOENT", "init-unreadable: /sbin/init of the new root (object of:/sbin/init) can't be read: No such file or directory" },
        { "an init that can be opened, but not read", "/sbin/init?EIO", "init-unreadable: /sbin/init of the new root (object of:/sbin/init) can't be read: Input/output error" },
        { "a script without its interpreter", $"/sbin/init={Shell}", "init-missing: the interpreter '/bin/sh' of /sbin/init: No such file or directory" },
        { "a script whose interpreter is unreadable", $"/sbin/init={Shell} /bin/sh!EIO", "init-unreadable: the interpreter '/bin/sh' of /sbin/init (object of:/bin/sh) can't be read: Input/output error" },
        { "a script that is its own interpreter", "/sbin/init=#!/sbin/init", "init-missing: /sbin/init of the new root needs more than 5 interpreters" },
        { "a dynamic program without its loader", "/sbin/init=dynamic", $"init-missing: the interpreter '{Loader}' of /sbin/init: No such file or directory" },
        { "a loader that is unreadable", $"/sbin/init=dynamic {Loader}!EIO", $"init-unreadable: the interpreter '{Loader}' of /sbin/init (object of:{Loader}) can't be read: Input/output error" },
        { "a C library that is unreadable", $"/sbin/init=dynamic {Loader}=ELF /lib64/libc.so.6!EIO", "init-unreadable: /lib64/libc.so.6, which /sbin/init of the new root needs (object of:/lib64/libc.so.6) can't be read: Input/output error" },
        { "a C library that is empty", $"/sbin/init=dynamic {Loader}=ELF /lib64/libc.so.6=", "init-missing: /lib64/libc.so.6, which /sbin/init of the new root needs, is neither an ELF program nor a script with #!" },
    };

    [Theory]
    [MemberData(nameof(Roots))]
    public void Root_that_can_not_be_started_is_refused(string title, string files, string? refusal)
    {
        Assert.NotEmpty(title);
        var fault = new InitProof(new Tree(files)).Check(["/sbin/init", "/usr/lib/systemd/systemd", "/etc/init"], out var exists);

        Assert.Equal(refusal, fault is null ? null : fault.Code.Name + ": " + fault.Cause);
        Assert.Equal(files.Contains("init", StringComparison.Ordinal) || files.Contains("systemd", StringComparison.Ordinal), exists);
    }

    [Fact]
    public void Nothing_is_asked_of_a_root_that_is_not_for_booting() => Assert.Null(new InitProof(new Tree("")).Check([], out _));

    private sealed class Tree(string files) : RootFiles
    {
        internal override Result<RootFile> Find(string path)
        {
            foreach (var file in files.Split(' '))
            {
                var end = file.IndexOfAny(['=', '!', '?']);
                if (end < 0 || file[..end] != path)
                    continue;
                var value = file[(end + 1)..];
                return file[end] switch
                {
                    '!' => new RootFile(path, FileType.Regular, 0x1ed, null, null) { Unreadable = Enum.Parse<Errno>(value) },
                    '?' => new RootFile(path, FileType.Regular, 0x1ed, new FailingBytes(Enum.Parse<Errno>(value)), null),
                    _ => new RootFile(path, FileType.Regular, 0x1ed, new ArrayBytes(Content(value)), null),
                };
            }
            return RootFile.None(path, Errno.ENOENT);
        }

        internal override IReadOnlyList<string> List(string path) => [];

        internal override string ObjectOf(string path) => "of:" + path;

        private static byte[] Content(string value) => value switch
        {
            "ELF" => new TestElf().Bytes(),
            "dynamic" => new TestElf { Interpreter = Loader, Needed = ["libm.so.6", "libc.so.6"] }.Bytes(),
            _ => Encoding.UTF8.GetBytes(value),
        };
    }

    private sealed class FailingBytes(Errno errno) : IImageBytes
    {
        public ulong Size => 4096;

        public Errno ReadAt(Span<byte> buffer, ulong offset, out int count)
        {
            count = 0;
            return errno;
        }
    }
}
