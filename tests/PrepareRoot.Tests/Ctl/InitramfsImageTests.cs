using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using PrepareRoot.Ctl;
using PrepareRoot.Ctl.Archives;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>Files in the image of an initramfs, as the kernel unpacks it.</summary>
public sealed class InitramfsImageTests : IDisposable
{
    private const string Path = "/etc/ostree/prepare-root.conf";
    private const int Bound = 1024 * 1024;

    private static readonly Dictionary<string, string> _compressors = new()
    {
        ["none"] = "cat",
        ["gzip"] = "gzip -9",
        ["gzip with a name"] = "sh -c 'cat > name && gzip -c name; rm name'",
        ["zstd"] = "zstd -q",
        ["zstd without a checksum, in one segment"] = "zstd -q --no-check --single-thread --stream-size=$(stat -c %s in)",
        ["xz"] = "xz --check=crc32",
        ["xz in blocks"] = "xz --check=crc32 --block-size=65536",
        ["lz4"] = "lz4 -l -q",
    };

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Compressions => [.. _compressors.Keys];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Compressions))]
    public void Archive_of_each_compression_is_read(string compression) =>
        Assert.Equal("main", Text(Compressed(compression, Archive("main", padding: 300_000)), Path));

    // Early microcode is uncompressed and comes first. Another archive follows, so the end of the
    // compressed one has to be found.
    [Theory]
    [MemberData(nameof(Compressions))]
    public void Later_archives_override_earlier_ones_whatever_their_compression(string compression)
    {
        var early = Archive("early");
        var main = Compressed(compression, Archive("main", padding: 300_000));
        var padding = new byte[512 - ((early.Length + main.Length) % 512)];

        Assert.Equal("main", Text([.. early, .. main], Path));
        Assert.Equal("last", Text([.. early, .. main, .. padding, .. Compressed("gzip", Archive("last"))], Path));
        Assert.Equal("last", Text([.. early, .. main, .. padding, .. Archive("last")], Path));
        Assert.Equal("main", Text([.. early, 0, 0, 0, 0, .. main, 0, 0, 0, 0, 0, 0, 0, 0], Path));
    }

    [Theory]
    [InlineData("/etc/link", "target")]
    [InlineData("/etc/absolute", "target")]
    [InlineData("/linked/file", "target")]
    [InlineData("/etc/../etc/./file", "target")]
    [InlineData("/etc/above", "target")]
    [InlineData("/var/through", "through the link")]
    [InlineData("/key/deep/down", "elsewhere")]
    [InlineData("/usr/through", "through the link")]
    [InlineData("/no", null)]
    [InlineData("/no/directory", null)]
    [InlineData("/etc/no", null)]
    public void Links_stay_in_the_archive(string path, string? expected) => Assert.Equal(expected, Text(Links(), path));

    [Theory]
    [InlineData("/etc/dangling", "initramfs:/etc/dangling: No such file or directory (a symbolic link leads nowhere)")]
    [InlineData("/etc/circle", "initramfs:/etc/circle: Too many levels of symbolic links")]
    [InlineData("/etc/file/below", "initramfs:/etc/file/below: Not a directory")]
    [InlineData("/etc", "initramfs:/etc must be a regular file, but is a directory")]
    [InlineData("/etc/fifo", "initramfs:/etc/fifo must be a regular file, but is a FIFO")]
    [InlineData("/etc/large", "initramfs:/etc/large: Value too large for defined data type")]
    public void File_that_the_boot_could_not_read_is_a_fault(string path, string cause)
    {
        Assert.False(Open(Links()).Read(path, Bound).Try(out _, out var fault));
        Assert.Equal(("initramfs-unreadable", cause), (fault.Code.Name, fault.Cause));
    }

    [Fact]
    public void Hard_links_share_their_content() =>
        Assert.Equal(("shared", "shared"), (Text(HardLinks(), "/etc/a"), Text(HardLinks(), "/etc/b")));

    [Fact]
    public void Archive_with_checksums_is_read_and_checked()
    {
        var archive = Archive("main");
        var text = Encoding.Latin1.GetString(archive);
        var at = text.IndexOf("main", StringComparison.Ordinal);
        var header = text.LastIndexOf("070701", at, StringComparison.Ordinal);
        var sum = "main".Sum(c => c);
        string With(int check) => text[..(header + 5)] + "2" + text[(header + 6)..(header + 102)] + $"{check:X8}" + text[(header + 110)..];

        Assert.Equal("main", Text(Encoding.Latin1.GetBytes(With(sum)), Path));
        Assert.EndsWith(": the content of a file in its cpio archive does not have its checksum", Problem(Encoding.Latin1.GetBytes(With(sum + 1))), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> BadImages => new()
    {
        { "empty", "it is empty" },
        { "NULs", "it is empty" },
        { "text", "there is neither a cpio archive nor a compressed one, but 'once'" },
        { "bzip2", "it is compressed with bzip2; only gzip, zstd, xz and LZ4 are read" },
        { "old cpio", "a header in its cpio archive must begin with 070701 or 070702, but begins with '070707'" },
        { "truncated", "its cpio archive is truncated" },
        { "no trailer", "its cpio archive has no end (TRAILER!!!)" },
        { "unaligned", "there is neither a cpio archive nor a compressed one, but '0707'" },
        { "bad number", "a number in a header of its cpio archive must have 8 hexadecimal digits, but is '0000000G'" },
        { "long name", "a name in its cpio archive has 4294967295 bytes, but must have 1 to 4096" },
        { "lz4 block", "a block of its LZ4 data has 4294967295 bytes, more than the maximum of " },
    };

    [Theory]
    [MemberData(nameof(BadImages))]
    public void Malformed_image_is_refused_with_its_reason(string name, string problem)
    {
        var archive = Archive("main");
        byte[] Patched(int at, string text) => [.. archive[..at], .. Encoding.ASCII.GetBytes(text), .. archive[(at + text.Length)..]];
        var image = name switch
        {
            "empty" => [],
            "NULs" => new byte[4096],
            "text" => Encoding.ASCII.GetBytes("once upon a time"),
            "bzip2" => Encoding.ASCII.GetBytes("BZh9"),
            "old cpio" => Patched(0, "070707"),
            "truncated" => archive[..^8],
            "no trailer" => archive[..TrailerAt(archive)],
            "unaligned" => [0, .. archive],
            "bad number" => Patched(6, "0000000G"),
            "long name" => Patched(94, "FFFFFFFF"),
            _ => [0x02, 0x21, 0x4c, 0x18, 0xff, 0xff, 0xff, 0xff],
        };

        Assert.StartsWith(_directory["image"] + ": can't be read as an initramfs: " + problem, Problem(image), StringComparison.Ordinal);
    }

    // Bytes changed, and truncations: a value or a message, and never anything else.
    [Theory]
    [MemberData(nameof(Compressions))]
    public void Damage_is_a_message_or_goes_unnoticed(string compression)
    {
        var image = Compressed(compression, Archive("main", padding: 500));
        for (var i = 0; i < image.Length; i += 37)
        {
            var damaged = (byte[])image.Clone();
            damaged[i] ^= 0x5a;
            foreach (var content in new[] { damaged, image[..i] })
                Assert.True(Record.Exception(() => Open(content).Read(Path, Bound)) is null or FailureException);
        }
    }

    private static int TrailerAt(byte[] archive) =>
        Encoding.Latin1.GetString(archive).LastIndexOf("070701", StringComparison.Ordinal);

    private static byte[] Archive(string configuration, int padding = 0)
    {
        using var stream = new MemoryStream();
        using (var archive = new CpioArchive(stream))
        {
            var random = new byte[padding];
            new Random(1).NextBytes(random);
            archive.AddFile("usr/lib/modules/module.ko", random);
            archive.AddFile(Path, Encoding.UTF8.GetBytes(configuration));
        }
        return stream.ToArray();
    }

    // A name goes through the links of earlier records. Without its directory it is not made.
    private static byte[] Links() => new TestCpio()
        .AddDirectory("etc").AddDirectory("usr").AddDirectory("key").AddDirectory("key/deep")
        .AddFile("./etc/file", "target").AddFile("key/deep/down", "elsewhere").AddFile("no/directory", "lost")
        .AddLink("etc/link", "file").AddLink("etc/absolute", "/etc/file").AddLink("linked", "etc").AddLink("etc/above", "../../../../etc/file")
        .AddLink("etc/dangling", "no").AddLink("etc/circle", "circle").AddFifo("etc/fifo").AddFile("etc/large", new string('x', Bound + 1))
        .AddLink("var", "usr").AddFile("var/through", "through the link")
        .ToArray();

    // cpio(1) writes the content with the last name.
    private static byte[] HardLinks() =>
        new TestCpio().AddDirectory("etc").AddHardLink("etc/a", "").AddHardLink("etc/b", "shared").ToArray();

    private byte[] Compressed(string compression, byte[] content)
    {
        _directory.Write("in", content);
        Command.Run("sh", "-euc", "cd \"$1\"; " + _compressors[compression] + " < in > out", "sh", _directory[""]);
        return File.ReadAllBytes(_directory["out"]);
    }

    private InitramfsImage Open(byte[] image) => InitramfsImage.Read(ImagePart.Whole(_directory.Write("image", image)));

    private string? Text(byte[] image, string path)
    {
        Assert.True(Open(image).Read(path, Bound).Try(out var file, out var fault), fault?.Cause);
        Assert.Equal("initramfs:" + path, file.Path);
        return file.Content is null ? null : Encoding.UTF8.GetString(file.Content);
    }

    private string Problem(byte[] image) => Assert.Throws<FailureException>(() => Open(image)).Message;
}
