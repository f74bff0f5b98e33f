using System;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>Names in images of composefs, without a mount.</summary>
public sealed class ImageLookupTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    // Columns: path, size, mode, … A path with an escape is left out.
    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void Names_that_exist_are_those_of_the_dump(string name)
    {
        var paths = File.ReadLines(Checkout.Fixture("oracle/" + name + ".dump"))
            .Select(line => line.Split(' ')[0])
            .Where(path => path.Length > 1 && !path.Contains('\\', StringComparison.Ordinal))
            .ToArray();
        using var image = Open(Checkout.Fixture("oracle/" + name + ".cfs"));

        Assert.True(paths.Length > 300);
        Assert.All(paths, path => Assert.True(Exists(image, path[1..]) == true, path));
        Assert.All(paths, path => Assert.True(Exists(image, path[1..] + "+") == false, path));
        Assert.All(paths, path => Assert.True(Exists(image, "../" + path.Replace("/", "/./", StringComparison.Ordinal)) == true, path));
    }

    [Fact]
    public void Damaged_image_gives_no_answer_or_any()
    {
        var content = File.ReadAllBytes(Checkout.Fixture("oracle/a.cfs"));
        var random = new Random(1);
        for (var i = 0; i < 3000; i++)
        {
            var damaged = (byte[])content.Clone();
            for (var change = 0; change < 4; change++)
                damaged[change == 0 ? 1024 + random.Next(128) : random.Next(damaged.Length)] = (byte)random.Next(256);
            using var image = Open(_directory.Write("image", i % 2 == 0 ? damaged : content[..random.Next(content.Length)]));
            Exists(image, "usr/lib/systemd/system-generators/ostree-system-generator");
        }
    }

    // Null if the image is malformed on the way.
    private static bool? Exists(FileDescriptor file, string path)
    {
        Assert.Equal(Errno.None, Files.ContentStatus(file, out var status));
        return ErofsImage.Open("f", new FileBytes(file, status.Size)).Try(out var image, out _)
            && new ImageLookup(image).Find(path, links: true, followLast: false).Try(out var found, out _)
            ? found.Entry is not null
            : null;
    }

    private static FileDescriptor Open(string path)
    {
        Assert.Equal(Errno.None, Files.Open(null, path, Files.O_RDONLY, 0, out var file));
        return file;
    }
}
