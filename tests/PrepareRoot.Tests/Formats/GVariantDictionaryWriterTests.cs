using System;
using System.Buffers.Binary;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public class GVariantDictionaryWriterTests
{
    [Fact]
    public void An_empty_dictionary_has_no_bytes() => Assert.Empty(new GVariantDictionaryWriter().ToArray());

    // The bytes are GLib's for {'k': <true>} and for {'k': <'v'>, 'pair': <(uint64 1, uint64 18446744073709551615)>}.
    [Fact]
    public void A_boolean_is_one_byte()
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

    // Sizes and SHA-256 of what GLib makes of {'k': <'xxx…'>}: around 255 and 65535 bytes the framing offsets grow.
    [Theory]
    [InlineData(0, 13, "0747a817765e5ce4a3e1921482d7844fae5abb9bea462225efaab528054bcfdb")]
    [InlineData(240, 253, "f4497fd9179d72b41c7b09b8b8303dca69cd8f4d81f9d57345c2a0b835a28aa9")]
    [InlineData(241, 254, "da547aed31561acc7e8922190a75d2c5164e1d41087a290d5a4520b24c235821")]
    [InlineData(242, 255, "a8c9d43f13b7af4b37dd602a406b785de538cf63ff8cb55645d07e75eae6630d")]
    [InlineData(243, 257, "235899c203075a21b578856b7f0c72c060b8b54db2ddd554af2927dda47d4e73")]
    [InlineData(244, 259, "d3ba9b9ebeafd3a807f808353a60c6b09cea971d628d7e45cdae0344a6dbe2fe")]
    [InlineData(65517, 65532, "48b2dc4c49e4381061792990a0355b196597f48c081318ad22d4660a49cc0f9c")]
    [InlineData(65519, 65534, "7ce3c226b272fc7b428f00471e73f97864348dd89d8316619f7b7ee3083c9c3d")]
    [InlineData(65520, 65535, "50e8a121d9d9d09199b9f162b53424ecac0acb285f924f240869b9026300c41f")]
    [InlineData(65521, 65538, "f150ceeb446bc734f7b3ac1a3573d51a33402d24faa7f1bbd8f8f5c87b795c7e")]
    [InlineData(65523, 65542, "64898caa9f01149ef652378caf357acb0ba2d05bb0b7f6330937031d700fd60f")]
    [InlineData(65526, 65545, "d16b64d3d51c96235d8c39cbae3c24436f0bd14f0404b8a49c8f1a427275dbf0")]
    [InlineData(70000, 70019, "a281f299d7a22d7af6e81fa8f06d7502982371def60a4a7ffe14d0631ac59b2a")]
    public void Framing_offsets_are_as_wide_as_the_container_needs(int length, int size, string sha256)
    {
        var dictionary = new GVariantDictionaryWriter();
        dictionary.Add("k", new string('x', length));
        var bytes = dictionary.ToArray();

        Assert.Equal(size, bytes.Length);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void A_string_is_UTF8() => Assert.Contains("é/日本", Encoding.UTF8.GetString(With("é/日本")), StringComparison.Ordinal);

    [Fact]
    public void A_NUL_in_a_string_is_an_error_of_the_caller() => Assert.Throws<ArgumentException>(() => With("a\0b"));

    // SEMANTICS.md, "What it leaves behind": the entries and their order. Device, inode and the random directory are the golden run's own.
    [Theory]
    [InlineData("yes", false, false, true)]
    [InlineData("verity", false, true, true)]
    [InlineData("root-transient", true, false, true)]
    [InlineData("etc-transient", false, false, true)]
    [InlineData("signed-good", false, true, true)]
    [InlineData("no-legacy", false, false, false)]
    public void What_libostree_writes_is_reproduced_byte_for_byte(string name, bool transient, bool verity, bool composefs)
    {
        var golden = File.ReadAllBytes(Checkout.Fixture($"ostree-golden/{name}.ostree-booted"));
        var dictionary = new GVariantDictionaryWriter();
        dictionary.Add(
            "backing-root-device-inode",
            BinaryPrimitives.ReadUInt64LittleEndian(golden.AsSpan(32)),
            BinaryPrimitives.ReadUInt64LittleEndian(golden.AsSpan(40)));
        dictionary.Add("root.transient", transient);
        dictionary.Add("root.transient-ro", false);
        if (name == "signed-good") dictionary.Add("composefs.signed", "/etc/ostree/initramfs-root-binding.key");
        if (composefs)
        {
            dictionary.Add("composefs", true);
            dictionary.Add("composefs.verity", verity);
        }
        dictionary.Add("sysroot-ro", true);
        if (name == "etc-transient") dictionary.Add("transient-etc", "/run/ostree/transient-etc.BHCKZ3");

        Assert.Equal(Convert.ToHexStringLower(golden), Convert.ToHexStringLower(dictionary.ToArray()));
    }

    private static byte[] With(string value)
    {
        var dictionary = new GVariantDictionaryWriter();
        dictionary.Add("k", value);
        return dictionary.ToArray();
    }
}
