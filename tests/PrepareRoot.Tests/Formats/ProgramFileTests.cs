using System;
using System.Buffers.Binary;
using System.Text;
using PrepareRoot.Ctl.Checking;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Tests.Formats.Erofs;
using Xunit;

namespace PrepareRoot.Tests.Formats;

/// <summary>What the kernel starts a program with, and what it judges of an object.</summary>
public class ProgramFileTests
{
    private const string Interpreter = "/lib64/ld-linux-x86-64.so.2\0";

    [Theory]
    [InlineData("#!/bin/sh\n", "/bin/sh")]
    [InlineData("#! /bin/sh -e x\n", "/bin/sh")]
    [InlineData("#!\t/bin/sh", "/bin/sh")]
    [InlineData("#!sh\n", "sh")]
    public void Interpreter_of_a_script_is_its_first_word(string text, string interpreter) =>
        Assert.Equal(new ProgramFile(interpreter, true, null), Read(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("", "is neither an ELF program nor a script with #!")]
    [InlineData("#!", "is a script with #! and no interpreter")]
    [InlineData("#! \nx", "is a script with #! and no interpreter")]
    [InlineData("\u007fELF", "is neither an ELF program nor a script with #!")]
    [InlineData("echo\n", "is neither an ELF program nor a script with #!")]
    public void Other_files_can_not_be_started(string text, string problem) =>
        Assert.Equal(new ProgramFile(null, false, problem), Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Interpreter_of_an_elf_file_is_its_pt_interp() =>
        Assert.Equal(new ProgramFile(Interpreter.TrimEnd('\0'), false, null), Read(Elf()));

    [Theory]
    [InlineData("libc.so.6", "libsystemd-core.so", "libc.so.6")]
    [InlineData(null, "libm.so.6", "libcc.so.1")]
    [InlineData(null, "../libc.so.6")]
    [InlineData(null)]
    public void C_library_is_the_one_that_the_dynamic_section_names(string? name, params string[] libraries) =>
        Assert.Equal(new ProgramFile("/ld", false, null) { CLibrary = name }, Read(new TestElf { Interpreter = "/ld", Needed = libraries }.Bytes()));

    // An odd dynamic section is left to the loader.
    [Fact]
    public void Any_damaged_dynamic_section_is_read_to_an_end()
    {
        var elf = new TestElf { Interpreter = "/ld", Needed = ["libc.so.6"] }.Bytes();
        for (var i = 64; i < elf.Length; i++)
        {
            foreach (byte value in (ReadOnlySpan<byte>)[0, 0x7f, 0xff])
            {
                var damaged = (byte[])elf.Clone();
                damaged[i] = value;
                Assert.Equal(Errno.None, Read(damaged).Unreadable);
            }
        }
    }

    [Theory]
    [InlineData(16, 4, "is an ELF file, but no program")]
    [InlineData(54, 55, "is an ELF file with invalid program headers")]
    [InlineData(56, 0, "is an ELF file with invalid program headers")]
    [InlineData(56, 0xffff, "is an ELF file with invalid program headers")]
    [InlineData(56, 1000, "is an ELF file whose program headers can't be read")]
    [InlineData(38, 0xffff, "is an ELF file whose program headers can't be read")]
    [InlineData(64 + 14, 0xffff, "is an ELF file whose interpreter can't be read")]
    [InlineData(64 + 32, 4097, "is an ELF file with an interpreter of 4097 bytes")]
    [InlineData(64 + 32, 1, "is an ELF file with an interpreter of 1 bytes")]
    [InlineData(64 + 32, 27, "is an ELF file whose interpreter can't be read")]
    [InlineData(120, 0, "is an ELF file whose interpreter can't be read")] // an empty path
    public void Damaged_elf_file_is_named(int offset, int value, string problem)
    {
        var elf = Elf();
        BinaryPrimitives.WriteUInt16LittleEndian(elf.AsSpan(offset), (ushort)value);

        Assert.Equal(new ProgramFile(null, false, problem), Read(elf));
    }

    [Theory]
    [InlineData(nameof(Errno.None), 'a', true, null)]
    [InlineData(nameof(Errno.None), 'b', true, "object-differs")]
    [InlineData(nameof(Errno.None), 'b', false, "object-differs")]
    [InlineData(nameof(Errno.ENODATA), 'a', true, "object-no-verity")]
    [InlineData(nameof(Errno.ENOTTY), 'a', true, "object-no-verity")]
    [InlineData(nameof(Errno.EOPNOTSUPP), 'a', false, null)]
    [InlineData(nameof(Errno.EIO), 'a', false, "object-unreadable")]
    public void Measured_digest_must_be_that_of_the_image(string errno, char found, bool needsVerity, string? code)
    {
        var digest = FsVerityDigest.From(FsVerityAlgorithm.Sha256, Bytes('a'));
        var required = new ObjectRequirement("aa/bb"u8.ToArray(), 5, digest);

        Assert.Equal(code, ObjectState.OfMeasurement(required, Enum.Parse<Errno>(errno), 1, Bytes(found), needsVerity)?.Code);
    }

    [Theory]
    [InlineData(2, true, "object-differs")]
    [InlineData(3, true, "object-differs")]
    [InlineData(2, false, null)]
    [InlineData(3, false, null)]
    public void Digest_of_another_algorithm_differs_only_where_the_policy_requires_it(int algorithm, bool needsVerity, string? code)
    {
        var required = new ObjectRequirement("aa/bb"u8.ToArray(), 5, FsVerityDigest.From(FsVerityAlgorithm.Sha256, Bytes('a')));

        Assert.Equal(code, ObjectState.OfMeasurement(required, Errno.None, algorithm, new byte[FsVerityDigest.Sha512Size], needsVerity)?.Code);
    }

    [Theory]
    [InlineData(true, true, true, null)]
    [InlineData(false, true, true, "object-no-verity")]
    [InlineData(null, true, true, null)]
    [InlineData(false, false, true, null)]
    [InlineData(true, true, false, "object-no-digest")]
    [InlineData(false, false, false, null)]
    public void Verity_is_asked_for_where_the_policy_requires_it(bool? hasVerity, bool needsVerity, bool hasDigest, string? code)
    {
        FsVerityDigest? digest = hasDigest ? FsVerityDigest.From(FsVerityAlgorithm.Sha256, Bytes('a')) : null;
        var status = new ContentStatus(FileType.Regular, 5, 1, 0, 0, hasVerity);

        Assert.Equal(code, ObjectState.OfStatus(new ObjectRequirement("aa/bb"u8.ToArray(), 5, digest), status, needsVerity)?.Code);
    }

    [Fact]
    public void Image_is_changed_if_its_size_inode_or_time_is()
    {
        var status = new ContentStatus(FileType.Regular, 5, 1, 2, 3, null);

        Assert.True(status.IsUnchanged(status with { HasVerity = true }));
        Assert.False(status.IsUnchanged(status with { Size = 6 }));
        Assert.False(status.IsUnchanged(status with { Inode = 2 }));
        Assert.False(status.IsUnchanged(status with { ModifiedNanoseconds = 4 }));
    }

    private static byte[] Bytes(char value)
    {
        var bytes = new byte[FsVerityDigest.Sha256Size];
        Array.Fill(bytes, (byte)value);
        return bytes;
    }

    private static ProgramFile Read(byte[] content) => ProgramFile.Read(new ArrayBytes(content));

    // An ELF header for x86-64, one program header, and the interpreter.
    private static byte[] Elf()
    {
        var elf = new byte[120 + Interpreter.Length];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(elf);
        elf[16] = 3;
        elf[32] = 64;
        elf[54] = 56;
        elf[56] = 1;
        elf[64] = 3;
        elf[72] = 120;
        elf[96] = (byte)Interpreter.Length;
        Encoding.ASCII.GetBytes(Interpreter).CopyTo(elf, 120);
        return elf;
    }
}
