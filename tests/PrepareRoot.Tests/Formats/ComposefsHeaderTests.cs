using System;
using System.Buffers.Binary;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using Xunit;

namespace PrepareRoot.Tests.Formats;

public class ComposefsHeaderTests
{
    [Theory]
    [InlineData(0xd078629au, 0u, false)]
    [InlineData(0xd078629au, 1u, true)]
    [InlineData(0u, 0u, true)] // A plain EROFS image has no composefs header.
    public void Header_says_whether_there_are_acls(uint magic, uint flags, bool hasAcl)
    {
        var image = Image(blocks: 3);
        BinaryPrimitives.WriteUInt32LittleEndian(image, magic);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(8), flags);
        Assert.True(ComposefsHeader.Parse("image", image, 3 * 4096).Try(out var header, out _));
        Assert.Equal(hasAcl, header.HasAcl);
    }

    [Fact]
    public void Image_that_is_cut_short_is_refused_at_every_length()
    {
        var image = Image(blocks: 1);
        for (var length = 0; length < 4096; length++)
        {
            var start = image.AsSpan(0, Math.Min(length, ComposefsHeader.Size));
            Assert.False(ComposefsHeader.Parse("image", start, (ulong)length).Try(out _, out var fault));
            Assert.Equal(FaultCode.ImageMalformed, fault.Code);
        }
        Assert.True(ComposefsHeader.Parse("image", image, 4096).Try(out _, out _));
    }

    [Theory]
    [InlineData(0, 0, "image is empty")]
    [InlineData(512, 512, "image is too short for an EROFS image: it has 512 bytes")]
    [InlineData(1152, 12287, "image is truncated: its superblock gives a size of 12288 bytes, but the file has 12287")]
    public void Cause_says_what_is_wrong_with_the_size(int startLength, ulong fileSize, string cause)
    {
        Assert.False(ComposefsHeader.Parse("image", Image(blocks: 3).AsSpan(0, startLength), fileSize).Try(out _, out var fault));
        Assert.Equal(cause, fault.Cause);
    }

    [Theory]
    [InlineData(1024, 0, "is not an EROFS image: at offset 1024 there is 0xe0f5e100 instead of the magic number 0xe0f5e1e2")]
    [InlineData(1036, 8, "has an EROFS superblock with the unsupported block size 2^8")]
    [InlineData(1036, 255, "has an EROFS superblock with the unsupported block size 2^255")]
    public void Superblock_that_is_not_one_of_EROFS_is_refused(int offset, byte value, string problem)
    {
        var image = Image(blocks: 1);
        image[offset] = value;
        Assert.False(ComposefsHeader.Parse("image", image, 4096).Try(out _, out var fault));
        Assert.Equal("image " + problem, fault.Cause);
    }

    private static byte[] Image(uint blocks)
    {
        var image = new byte[ComposefsHeader.Size];
        BinaryPrimitives.WriteUInt32LittleEndian(image, 0xd078629a);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(1024), 0xe0f5e1e2);
        image[1036] = 12;
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(1060), blocks);
        return image;
    }
}
