using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.PackageTests;

/// <summary>The recipes, run as they stand in <c>docs/recipes</c>.</summary>
public class RecipeTests
{
    private static string Builders => DebianTree.Installed("forky", "crun", "mkosi", "podman");

    [RequiresFact(Needs.Machine | Needs.Packages | Needs.Root | Needs.OpenSsl)]
    public void Disk_of_mmdebstrap_boots_a_verified_root_and_its_digest_is_signed_in_CI()
    {
        using var directory = new Scratch();
        PackageFiles.CopyDebian(directory.Path);

        RecipeShell.Run(directory.Path, new RecipePage("mmdebstrap.md").Commands("The tree"));

        var disk = new SealedDisk(directory);
        disk.BootsVerified("mmdebstrap");
        IsSignedInCi(directory, disk.Digest);
    }

    [RequiresFact(Needs.Machine | Needs.Packages | Needs.Root)]
    public void Disk_of_a_Containerfile_boots_a_verified_root()
    {
        using var directory = new Scratch();
        PackageFiles.CopyDebian(directory.Path);
        var page = new RecipePage("containerfile.md").Commands("The tree");
        // The image of the registry is Debian's essential packages and apt. The file that is left out
        // leaves files of packages out.
        var image = page.Split('\n').Single(line => line.StartsWith("FROM ", StringComparison.Ordinal))["FROM ".Length..];
        Command.Run("tar", "--create", "--file", directory["image.tar"], "--directory", DebianTree.Installed("forky", "apt"), "--exclude=./etc/dpkg/dpkg.cfg.d/99mmdebstrap", ".");

        RecipeShell.RunIn(Builders, directory.Path, $"podman import image.tar {image}\nrm image.tar\n{page}");

        new SealedDisk(directory).BootsVerified("containerfile");
    }

    [RequiresFact(Needs.Machine | Needs.Packages | Needs.Root)]
    public void Disk_of_mkosi_boots_a_verified_root()
    {
        using var directory = new Scratch();
        PackageFiles.CopyDebian(directory.Path);

        RecipeShell.RunIn(Builders, directory.Path, new RecipePage("mkosi.md").Commands("The tree"));

        // mkosi enables each unit that no preset names.
        Assert.Empty(Directory.GetFiles(directory["tree/etc/systemd"], "prepare-root*", SearchOption.AllDirectories));
        new SealedDisk(directory).BootsVerified("mkosi");
    }

    [RequiresFact(Needs.Packages | Needs.Root)]
    public void Tree_of_ostree_gets_prepare_root_and_is_as_before_after_the_way_back()
    {
        using var system = new PackagedSystem(InitramfsGenerator.Dracut);
        var page = new RecipePage("ostree-and-back.md");
        PackageFiles.CopyDebian(system.Packages);
        var back = page.Commands("Back, in the tree");
        system.Run(back[(back.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        var before = system.Files();

        var printed = system.Run("cd /packages\n" + page.Commands("In the tree"));

        Assert.EndsWith($"\n{new FileInfo(Artifacts.BootBinary).Length}\n", printed, StringComparison.Ordinal);
        Assert.NotEqual(before, system.Files());

        system.Run(back);

        Assert.Equal(before, system.Files());
    }

    private static void IsSignedInCi(Scratch directory, string digest)
    {
        var page = new RecipePage("ci.md");
        var line = Command.Run(Artifacts.Tool, "keygen", "--output", directory["made.pem"]);
        File.WriteAllText(directory["public"], line);
        Directory.CreateDirectory(directory["ci"]);
        Directory.Move(directory["tree"], directory["ci/tree"]);

        RecipeShell.Run(directory["ci"], page.Step("seal"));
        RecipeShell.Run(directory["ci"], "SIGNING_KEY=$(cat ../made.pem)\n" + page.Step("sign"));

        Assert.False(File.Exists(directory["ci/key.pem"]));
        var signed = File.ReadAllText(directory["ci/arguments.signed"]).Trim().Split(' ');
        Assert.Equal("composefs.digest=v1-sha256-12:" + digest, signed[0]);
        Command.Run(Artifacts.Tool, "verify", "--key", directory["public"], "--signature", signed[1]["composefs.signature=".Length..], "--digest", digest);
    }
}
