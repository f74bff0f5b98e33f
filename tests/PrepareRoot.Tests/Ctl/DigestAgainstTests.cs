using System;
using System.IO;
using PrepareRoot.Support;
using PrepareRoot.Tests.Formats.Erofs;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>What explains that an image has another digest than expected.</summary>
public sealed class DigestAgainstTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static string Oracle(string name) => Checkout.Fixture("oracle/" + name);

    [Fact]
    public void Digest_of_an_image_of_the_other_hash_is_explained()
    {
        var (image, other) = (Oracle("a.cfs"), new string('5', 128));
        const string digest = "sha256:81b48fe8f555e42fdb6d0a43e61485cf17fc9ed2c15a5cfd088399634a444570";
        Assert.Equal(new CtlRun(0, digest + " " + image + "\n", ""), CtlRun.Of("digest", "--against", digest, image));

        var run = CtlRun.Of("digest", "--against", other, image, Checkout.File("LICENSE"));

        var errors = run.Error.TrimEnd('\n').Split('\n');
        Assert.Equal((1, 2), (run.Status, errors.Length));
        Assert.StartsWith("prepare-rootctl: " + image + ": must have the digest sha512:" + other + ", but has sha512:", errors[0], StringComparison.Ordinal);
        Assert.EndsWith(
            ": the objects of this image have SHA-256 digests, so a repository names the image by SHA-256 too, but the expected digest is SHA-512",
            errors[0],
            StringComparison.Ordinal);
        Assert.StartsWith("prepare-rootctl: " + Checkout.File("LICENSE") + ": must have the digest sha512:" + other + ", but has sha512:", errors[1], StringComparison.Ordinal);
        Assert.DoesNotContain("objects", errors[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_hash_of_a_file_is_explained()
    {
        var image = Oracle("a.cfs");
        foreach (var (program, name) in ((string, string)[])[("sha256sum", "SHA-256"), ("sha512sum", "SHA-512")])
        {
            var hash = Command.Run(program, image).Split(' ')[0];
            Assert.EndsWith(
                ": the expected digest is the " + name + " of the file itself, as " + program + " prints it, not the fs-verity digest\n",
                CtlRun.Of("digest", "--against", hash, image).Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Digest_of_another_image_of_the_repository_is_explained()
    {
        var (v1, v2) = (CommandLines.Sha256V1, CommandLines.Sha256V2);
        foreach (var (path, other) in ((string, string)[])[("images/" + v1, "images/" + v2), ("objects/" + v1[..2] + "/" + v1[2..], "objects/" + v1[..2] + "/../" + v2[..2] + "/" + v2[2..])])
        {
            Assert.EndsWith(
                ": the expected digest is that of " + FixtureTree.Composefs + "/composefs/" + other + ", which has the same files in format V2, and this image is of format V1\n",
                CtlRun.Of("digest", "--against", v2, FixtureTree.Composefs + "/composefs/" + path).Error, StringComparison.Ordinal);
        }

        var deployments = FixtureTree.Ostree + "/";
        Assert.EndsWith(
            ": the expected digest is that of " + deployments + CommandLines.DeploymentA + "/../" + CommandLines.DeploymentB.Split('/')[^1]
            + "/.ostree.cfs, which has other files: 'prepare-rootctl diff' lists them\n",
            CtlRun.Of("digest", "--against", CommandLines.DigestB, deployments + CommandLines.DeploymentA + "/.ostree.cfs").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_with_other_times_or_attributes_is_explained()
    {
        var image = new OracleImage();
        image.Write16(image["/usr/bin/sgid"].Offset + 24, 1000);
        var other = _directory.Write("other", image.Bytes);
        var hex = CtlRun.Of("digest", other).Output.Split(' ')[0].Split(':')[1];
        File.Move(other, _directory[hex]);
        File.Copy(Oracle("a.cfs"), _directory["a.cfs"]);

        Assert.EndsWith(
            ": the expected digest is that of " + _directory[hex] + ", which has the same files and differs only in owner\n",
            CtlRun.Of("digest", "--against", hex, _directory["a.cfs"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Digest_that_nothing_explains_is_said_to_be_so() => Assert.EndsWith(
        ": this is an image of format V1; whether another format, or other times or attributes of the same files, have the expected digest,"
        + " only the program that makes the image can tell\n",
        CtlRun.Of("digest", "--against", new string('5', 64), Oracle("a.cfs")).Error, StringComparison.Ordinal);
}
