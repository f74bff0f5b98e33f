using System;
using System.IO;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.PackageTests;

/// <summary>The recipes, run as they stand in <c>docs/recipes</c>.</summary>
public class RecipeTests
{
    private static readonly bool _hasVerity = File.Exists("/sys/fs/ext4/features/verity");

    // The tool that was built, the archive that this machine uses, and where the kernel has no
    // fs-verity, the option that the page names.
    private const string Here = """
        PATH=$1:$PATH
        mirror=$2
        verity=$3
        mmdebstrap() { command mmdebstrap --quiet --aptopt='Acquire::Check-Valid-Until "false"' "$@" "$mirror"; }
        prepare-rootctl() {
            command=$1
            shift
            command prepare-rootctl "$command" $([ "$command" != seal ] || echo $verity) "$@"
        }

        """;

    // systemd runs it in the machine (systemd.run=).
    private const string Look = """
        exec 3> /dev/ttyS1
        findmnt --noheadings --raw --output FSTYPE,VFS-OPTIONS / >&3
        touch /usr/file 2>&1 | sed 's/.*: //' >&3
        prepare-rootctl status > /dev/null; echo "status $?" >&3
        cat /run/prepare-root.json >&3
        echo "exit status 0" >&3
        """;

    [RequiresFact(Needs.Machine | Needs.Packages | Needs.Root | Needs.OpenSsl)]
    public void Disk_of_mmdebstrap_boots_a_verified_root_and_its_digest_is_signed_in_CI()
    {
        using var directory = new Scratch();
        var page = new RecipePage("mmdebstrap.md");
        foreach (var package in PackageFiles.Debian)
            File.Copy(package, directory[Path.GetFileName(package)]);

        Run(directory, page.Commands("The tree") + page.Commands("The disk"), _hasVerity ? "" : "--allow-no-verity");

        var digest = File.ReadAllText(directory["arguments"]).Trim()["composefs.digest=v1-sha256-12:".Length..];
        if (!_hasVerity)
            Verity.Enable(directory["disk.img"], Kernel.In(directory["tree"]), "composefs/objects");
        var log = Checkout.File("artifacts/test-packages/mmdebstrap.log");
        Directory.CreateDirectory(Path.GetDirectoryName(log)!);
        var machine = new Machine(directory["vmlinuz"], directory["initramfs.img"])
        {
            CommandLine = $"root=/dev/vda rw systemd.run=\"/bin/sh /dev/disk/by-id/virtio-script\" {File.ReadAllText(directory["arguments"]).Trim()}",
            Drives = [new Drive(directory["disk.img"])],
            Script = Look,
            Memory = 1024,
            Log = log,
        };
        var result = machine.Run();
        Assert.True(result.ExitStatus == 0, result.Console);
        Assert.StartsWith("overlay ro,relatime\nRead-only file system\nstatus 0\n", result.Report, StringComparison.Ordinal);
        Assert.Contains($"\"digest\": \"sha256:{digest}\"", result.Report, StringComparison.Ordinal);
        Assert.Contains("\"trust\": \"command-line\"", result.Report, StringComparison.Ordinal);

        SignedInCi(directory, digest);
    }

    [RequiresFact(Needs.Packages | Needs.Root)]
    public void Tree_of_ostree_gets_prepare_root_and_is_as_before_after_the_way_back()
    {
        using var system = new PackagedSystem(InitramfsGenerator.Dracut);
        var page = new RecipePage("ostree-and-back.md");
        foreach (var package in PackageFiles.Debian)
            File.Copy(package, Path.Combine(system.Packages, Path.GetFileName(package)));
        var back = page.Commands("Back, in the tree");
        system.Run(back[(back.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
        var before = system.Files();

        var printed = system.Run("cd /packages\n" + page.Commands("In the tree"));

        Assert.EndsWith($"\n{new FileInfo(Artifacts.BootBinary).Length}\n", printed, StringComparison.Ordinal);
        Assert.NotEqual(before, system.Files());

        system.Run(back);

        Assert.Equal(before, system.Files());
    }

    private static void SignedInCi(Scratch directory, string digest)
    {
        var page = new RecipePage("ci.md");
        var line = Command.Run(Artifacts.Tool, "keygen", "--output", directory["made.pem"]);
        File.WriteAllText(directory["public"], line);
        Directory.CreateDirectory(directory["ci"]);
        Directory.Move(directory["tree"], directory["ci/tree"]);

        Run(directory, "cd ci\n" + page.Step("seal"));
        Run(directory, "cd ci\nSIGNING_KEY=$(cat ../made.pem)\n" + page.Step("sign"));

        Assert.False(File.Exists(directory["ci/key.pem"]));
        var signed = File.ReadAllText(directory["ci/arguments.signed"]).Trim().Split(' ');
        Assert.Equal("composefs.digest=v1-sha256-12:" + digest, signed[0]);
        Command.Run(Artifacts.Tool, "verify", "--key", directory["public"], "--signature", signed[1]["composefs.signature=".Length..], "--digest", digest);
    }

    private static void Run(Scratch directory, string script, string verity = "")
    {
        new Command("unshare", "--mount", "--propagation", "private", "bash", "-euc", Here + script, "sh", Path.GetDirectoryName(Artifacts.Tool)!, DebianMirror.Address, verity)
        {
            WorkingDirectory = directory.Path,
        }.Run();
    }
}
