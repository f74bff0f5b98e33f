using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using PrepareRoot.Ctl;
using PrepareRoot.Ctl.Inputs;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>Unified kernel images and their addons.</summary>
public sealed class UnifiedKernelImageTests : IDisposable
{
    private readonly TemporaryDirectory _esp = new();

    public void Dispose() => _esp.Dispose();

    [Fact]
    public void Command_line_is_that_of_the_image_then_global_addons_then_its_own()
    {
        var uki = Write("EFI/Linux/a.efi", Pe((".linux", "kernel"), (".cmdline", "one\n\0"), (".initrd", "0707")));
        Write("loader/addons/b.addon.efi", Pe((".cmdline", "three")));
        Write("loader/addons/a.addon.efi", Pe((".cmdline", "two ")));
        Write("loader/addons/a.efi", Pe((".cmdline", "no addon")));
        Write("EFI/Linux/a.efi.extra.d/c.addon.efi", Pe((".cmdline", "four")));
        Write("EFI/Linux/a.efi.extra.d/d.addon.efi", Pe((".dtb", "no command line")));

        var boot = UnifiedKernelImage.Read(uki, []);

        Assert.Equal("one two three four", boot.CommandLine.Text);
        Assert.Equal(
            ["EFI/Linux/a.efi .cmdline", "loader/addons/a.addon.efi .cmdline", "loader/addons/b.addon.efi .cmdline", "EFI/Linux/a.efi.extra.d/c.addon.efi .cmdline"],
            boot.CommandLine.Parts.Select(part => part.Location[_esp[""].Length..].TrimStart('/')));
        var initrd = Assert.Single(boot.Initramfs);
        Assert.Equal("0707", Encoding.ASCII.GetString(File.ReadAllBytes(uki)[(int)initrd.Start..(int)initrd.End]));
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "empty", "must be a PE file, but it has no DOS header" },
        { "text", "must be a PE file, but it has no DOS header" },
        { "no PE", "must be a PE file, but it has no PE header at offset 4294967295" },
        { "sections", "must be a PE file, but it has 65535 sections, more than the maximum of 96" },
        { "truncated", "must be a PE file, but its table of 96 sections is truncated" },
        { "section at the end", "must be a PE file, but its section '.linux' ends after the end of the file" },
        { "no kernel", "must be a unified kernel image, but has no section .linux" },
        { "command line", "must be a PE file, but its section .cmdline has 65537 bytes, more than the maximum of 65536" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Malformed_image_is_refused_with_its_reason(string name, string problem)
    {
        var pe = Pe((".linux", "kernel"));
        byte[] Patched(int at, params byte[] bytes) => [.. pe[..at], .. bytes, .. pe[(at + bytes.Length)..]];
        var image = name switch
        {
            "empty" => [],
            "text" => Encoding.ASCII.GetBytes(new string('x', 100)),
            "no PE" => Patched(0x3c, 0xff, 0xff, 0xff, 0xff),
            "sections" => Patched(64 + 6, 0xff, 0xff),
            "truncated" => Patched(64 + 6, 96, 0),
            "section at the end" => Patched(64 + 24 + 20, 0xff, 0xff, 0xff, 0xff),
            "no kernel" => Pe((".cmdline", "a")),
            _ => Pe((".linux", "kernel"), (".cmdline", new string('a', 65537))),
        };
        var path = Write("a.efi", image);

        Assert.Equal(path + ": " + problem, Assert.Throws<FailureException>(() => UnifiedKernelImage.Read(path, [])).Message);
    }

    [Fact]
    public void Damage_is_a_message_or_goes_unnoticed()
    {
        var image = Pe((".linux", "kernel"), (".cmdline", "a"));
        for (var i = 0; i < image.Length; i++)
        {
            foreach (var value in new byte[] { 0, 1, 0x7f, 0xff })
            {
                var damaged = (byte[])image.Clone();
                damaged[i] = value;
                var path = Write("a.efi", damaged);
                Assert.True(Record.Exception(() => UnifiedKernelImage.Read(path, [])) is null or FailureException);
            }
        }
    }

    // Headers as in "PE Format", without an optional header, the sections after the table.
    internal static byte[] Pe(params (string Name, string Content)[] sections)
    {
        var file = new List<byte>(new byte[64 + 24 + (sections.Length * 40)]);
        Encoding.ASCII.GetBytes("MZ").CopyTo(Span(file));
        BinaryPrimitives.WriteUInt32LittleEndian(Span(file)[0x3c..], 64);
        Encoding.ASCII.GetBytes("PE\0\0").CopyTo(Span(file)[64..]);
        BinaryPrimitives.WriteUInt16LittleEndian(Span(file)[(64 + 6)..], (ushort)sections.Length);
        for (var i = 0; i < sections.Length; i++)
        {
            var offset = file.Count;
            file.AddRange(Encoding.ASCII.GetBytes(sections[i].Content));
            var header = Span(file)[(64 + 24 + (i * 40))..];
            Encoding.ASCII.GetBytes(sections[i].Name).CopyTo(header);
            BinaryPrimitives.WriteUInt32LittleEndian(header[8..], (uint)sections[i].Content.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[16..], (uint)sections[i].Content.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[20..], (uint)offset);
        }
        return [.. file];
    }

    private static Span<byte> Span(List<byte> list) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list);

    private string Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_esp[path])!);
        return _esp.Write(path, content);
    }
}
