using System;
using System.IO;
using System.Linq;
using PrepareRoot.Formats;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public class GVariantDictionaryWriterTests
{
    [Fact]
    public void Empty_dictionary_has_no_bytes() => Assert.Empty(new GVariantDictionaryWriter().ToArray());

    // The bytes are GLib's for {'k': <true>} and for {'k': <'v'>, 'pair': <(uint64 1, uint64
    // 18446744073709551615)>}.
    [Fact]
    public void Boolean_is_one_byte()
    {
        var dictionary = new GVariantDictionaryWriter();
        dictionary.Add("k", true);

        Assert.Equal("6b00000000000000010062020c", Convert.ToHexStringLower(dictionary.ToArray()));
    }

    [Fact]
    public void Entries_are_aligned_and_keep_their_order()
    {
        var dictionary = new GVariantDictionaryWriter();
        dictionary.Add("k", "v");
        dictionary.Add("pair", 1, ulong.MaxValue);

        Assert.Equal(
            "6b00000000000000760000730200000070616972000000000100000000000000ffffffffffffffff0028747429050d2e",
            Convert.ToHexStringLower(dictionary.ToArray()));
    }

    // {'k': <'xxx…'>} by the GVariant specification: the key, the value aligned to 8, a NUL and its
    // type, where the key ends, where the entry ends. An offset has one byte where the container
    // with its offsets has up to 255 bytes, two up to 65535, then four.
    [Theory]
    [InlineData(0, "02" + "0c")]
    [InlineData(240, "02" + "fc")]
    [InlineData(241, "02" + "fd")]
    [InlineData(242, "02" + "fe")]
    [InlineData(243, "02" + "ff00")]
    [InlineData(244, "0200" + "0101")]
    [InlineData(65517, "0200" + "faff")]
    [InlineData(65519, "0200" + "fcff")]
    [InlineData(65520, "0200" + "fdff")]
    [InlineData(65521, "0200" + "feff0000")]
    [InlineData(65523, "02000000" + "02000100")]
    [InlineData(65526, "02000000" + "05000100")]
    [InlineData(70000, "02000000" + "7f110100")]
    public void Framing_offsets_are_as_wide_as_the_container_needs(int length, string offsets) => Assert.Equal(
        "6b00" + "000000000000" + string.Concat(Enumerable.Repeat("78", length)) + "00" + "0073" + offsets,
        Convert.ToHexStringLower(With(new string('x', length))));

    [Fact]
    public void Strings_are_UTF8() => Assert.Equal(
        "6b00" + "000000000000" + "c3a9" + "2f" + "e697a5" + "e69cac" + "00" + "0073" + "02" + "15",
        Convert.ToHexStringLower(With("é/日本")));

    [Fact]
    public void NUL_in_a_string_is_an_error_of_the_caller() => Assert.Throws<ArgumentException>(() => With("a\0b"));

    /// <summary>
    /// The name of a run of libostree's program, and the entries of its <c>/run/ostree-booted</c>.
    /// </summary>
    public static TheoryData<string, (string Key, object Value)[]> Golden => new()
    {
        { "yes", [Loop, NotTransient, NotTransientRo, ("composefs", true), ("composefs.verity", false), SysrootRo] },
        { "verity", [Loop, NotTransient, NotTransientRo, ("composefs", true), ("composefs.verity", true), SysrootRo] },
        { "root-transient", [Loop, ("root.transient", true), NotTransientRo, ("composefs", true), ("composefs.verity", false), SysrootRo] },
        {
            "etc-transient",
            [
                Loop, NotTransient, NotTransientRo, ("composefs", true), ("composefs.verity", false), SysrootRo,
                ("transient-etc", "/run/ostree/transient-etc.BHCKZ3"),
            ]
        },
        {
            "signed-good",
            [
                ("backing-root-device-inode", (0xfe00UL, 804UL)), NotTransient, NotTransientRo,
                ("composefs.signed", "/etc/ostree/initramfs-root-binding.key"), ("composefs", true), ("composefs.verity", true), SysrootRo,
            ]
        },
        { "no-legacy", [Loop, NotTransient, NotTransientRo, SysrootRo] },
    };

    private static (string, object) Loop => ("backing-root-device-inode", (0x700UL, 804UL));

    private static (string, object) NotTransient => ("root.transient", false);

    private static (string, object) NotTransientRo => ("root.transient-ro", false);

    private static (string, object) SysrootRo => ("sysroot-ro", true);

    [Theory]
    [MemberData(nameof(Golden))]
    public void Entries_give_the_bytes_that_libostree_wrote(string name, (string Key, object Value)[] entries)
    {
        var dictionary = new GVariantDictionaryWriter();
        foreach (var (key, value) in entries)
        {
            switch (value)
            {
                case bool boolean:
                    dictionary.Add(key, boolean);
                    break;
                case string text:
                    dictionary.Add(key, text);
                    break;
                default:
                    var (first, second) = ((ulong, ulong))value;
                    dictionary.Add(key, first, second);
                    break;
            }
        }

        Assert.Equal(
            Convert.ToHexStringLower(File.ReadAllBytes(Checkout.Fixture($"ostree-golden/{name}.ostree-booted"))),
            Convert.ToHexStringLower(dictionary.ToArray()));
    }

    private static byte[] With(string value)
    {
        var dictionary = new GVariantDictionaryWriter();
        dictionary.Add("k", value);
        return dictionary.ToArray();
    }
}
