using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.PackageTests;

/// <summary>
/// What the recipes leave in a directory: <c>tree</c>, <c>disk.img</c>, <c>vmlinuz</c>,
/// <c>initramfs.img</c> and the kernel <c>arguments</c>.
/// </summary>
internal sealed class SealedDisk
{
    private const string Argument = "composefs.digest=v1-sha256-12:";

    private readonly Scratch _directory;
    private readonly string _arguments;

    /// <summary>Seals <c>tree</c>, with the commands of the page that has them.</summary>
    internal SealedDisk(Scratch directory)
    {
        _directory = directory;
        RecipeShell.Run(directory.Path, new RecipePage("mmdebstrap.md").Commands("The disk"));
        if (!RecipeShell.HasVerity)
            Verity.Enable(directory["disk.img"], Kernel.In(directory["tree"]), "composefs/objects");
        _arguments = File.ReadAllText(directory["arguments"]).Trim();
    }

    /// <summary>The image's digest, in hexadecimal.</summary>
    internal string Digest => _arguments[Argument.Length..];

    /// <summary>Boots it: the root is the image, verified, read-only, and as recorded.</summary>
    /// <param name="name">The name of the log of the console.</param>
    internal void BootsVerified(string name)
    {
        var machine = new Machine(_directory["vmlinuz"], _directory["initramfs.img"])
        {
            CommandLine = "root=/dev/vda rw systemd.firstboot=off " + _arguments,
            Drives = [new Drive(_directory["disk.img"])],
        };
        BootedRoot.IsVerified(machine, Digest, name);
    }
}
