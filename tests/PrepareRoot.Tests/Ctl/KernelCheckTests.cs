using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl.Archives;
using PrepareRoot.Ctl.Checking;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>What the kernel of a deployment can do, from its own files.</summary>
public sealed class KernelCheckTests : IDisposable
{
    private const string V = "/usr/lib/modules/6.12.9-amd64";
    private const string AllBuiltIn = "CONFIG_EROFS_FS=y\nCONFIG_EROFS_FS_BACKED_BY_FILE=y\nCONFIG_OVERLAY_FS=y\nCONFIG_FS_VERITY=y\n";
    private const string AllModules = "CONFIG_EROFS_FS=m\nCONFIG_EROFS_FS_BACKED_BY_FILE=y\nCONFIG_OVERLAY_FS=m\nCONFIG_FS_VERITY=y\n";
    private const string ErofsModule = V + "/kernel/fs/erofs/erofs.ko";
    private const string OverlayModule = V + "/kernel/fs/overlayfs/overlay.ko.xz";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>Title, files as path and text, the findings and the notes.</summary>
    public static TheoryData<string, string[], string> Kernels => new()
    {
        { "all is built in", [V + "/config", AllBuiltIn], "" },
        { "Debian's place", ["/boot/config-6.12.9-amd64", AllBuiltIn, V + "/vmlinuz", ""], "" },
        { "modules that are there", [V + "/config", AllModules, ErofsModule, "", OverlayModule, ""], "" },
        {
            "a module that is missing", [V + "/config", AllModules, OverlayModule, ""],
            "refused: EROFS is a module of the kernel 6.12.9-amd64 (" + V + "/config:1), but " + ErofsModule + " is missing"
        },
        {
            "a module that modules.dep has elsewhere", [V + "/config", AllModules, OverlayModule, "", V + "/modules.dep", "updates/fs/erofs/erofs.ko.zst: kernel/lib/a.ko\n"],
            "refused: EROFS is a module of the kernel 6.12.9-amd64 (" + V + "/config:1), but " + V + "/updates/fs/erofs/erofs.ko.zst is missing"
        },
        {
            "an option that is not set", [V + "/config", AllBuiltIn.Replace("CONFIG_FS_VERITY=y", "# CONFIG_FS_VERITY is not set", StringComparison.Ordinal)],
            "refused: the kernel 6.12.9-amd64 of the deployment has no fs-verity: " + V + "/config:4: # CONFIG_FS_VERITY is not set"
        },
        {
            "an option that is not there", [V + "/config", AllBuiltIn.Replace("CONFIG_OVERLAY_FS=y\n", "", StringComparison.Ordinal)],
            "refused: the kernel 6.12.9-amd64 of the deployment has no overlayfs: " + V + "/config has no CONFIG_OVERLAY_FS"
        },
        {
            "EROFS needs loop devices", [V + "/config", AllBuiltIn.Replace("CONFIG_EROFS_FS_BACKED_BY_FILE=y", "# CONFIG_BLK_DEV_LOOP is not set", StringComparison.Ordinal)],
            "refused: the kernel 6.12.9-amd64 of the deployment has no loop devices: " + V + "/config:2: # CONFIG_BLK_DEV_LOOP is not set"
        },
        { "loop devices are there", [V + "/config", AllBuiltIn.Replace("CONFIG_EROFS_FS_BACKED_BY_FILE", "CONFIG_BLK_DEV_LOOP", StringComparison.Ordinal)], "" },
        {
            "an old kernel", ["/usr/lib/modules/6.1.0-9/config", AllBuiltIn],
            "refused: the kernel 6.1.0-9 of the deployment has no loop devices: /usr/lib/modules/6.1.0-9/config has no CONFIG_BLK_DEV_LOOP\n"
            + "note: the deployment's kernel is 6.1.0-9: overlayfs verifies files from Linux 6.6 on, unless this was added to it"
        },
        {
            "only the lists of modules", [V + "/modules.builtin", "kernel/fs/erofs/erofs.ko\n", V + "/modules.dep", "kernel/fs/overlayfs/overlay.ko.xz:\n", OverlayModule, ""],
            "note: whether the kernel 6.12.9-amd64 of the deployment has fs-verity is not known: it came without its configuration"
        },
        {
            "lists of modules without one", [V + "/modules.builtin", "kernel/fs/erofs/erofs.ko\n", V + "/modules.dep", "kernel/a.ko:\n"],
            "refused: the kernel 6.12.9-amd64 of the deployment has no overlayfs: neither " + V + "/modules.builtin nor modules.dep has fs/overlayfs/overlay.ko\n"
            + "note: whether the kernel 6.12.9-amd64 of the deployment has fs-verity is not known: it came without its configuration"
        },
        {
            "no lists", [V + "/vmlinuz", ""],
            "note: whether the kernel 6.12.9-amd64 of the deployment has EROFS and overlayfs and fs-verity is not known: it came without its configuration"
        },
        { "a configuration that is none", [V + "/config", "text", V + "/modules.builtin", "kernel/fs/erofs/erofs.ko\nkernel/fs/overlayfs/overlay.ko\n"], "note: whether the kernel 6.12.9-amd64 of the deployment has fs-verity is not known: it came without its configuration" },
        { "no kernel", ["/usr/bin/a", ""], "note: what the kernel can do is not known: the deployment has no /usr/lib/modules" },
        { "the rest of another kernel", [V + "/config", AllBuiltIn, V + "/vmlinuz", "", "/usr/lib/modules/6.1.0-9/extra/a.ko", ""], "" },
        { "two kernels", [V + "/config", AllBuiltIn, "/usr/lib/modules/6.1.0-9/config", AllBuiltIn], "note: what the kernel can do is not known: the deployment has 2 in /usr/lib/modules" },
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Feature_that_a_boot_needs_is_built_in_or_a_module_that_is_there(string title, string[] files, string expected) =>
        Assert.Equal((title, expected), (title, Check(null, null, files)));

    [Theory]
    [InlineData("6.1.0-9", "")]
    [InlineData("6.12.9-amd64", "refused: the kernel 6.12.9-amd64 of the deployment has no EROFS: " + V + "/config has no CONFIG_EROFS_FS\nrefused: the kernel 6.12.9-amd64 of the deployment has no overlayfs: " + V + "/config has no CONFIG_OVERLAY_FS\nrefused: the kernel 6.12.9-amd64 of the deployment has no loop devices: " + V + "/config has no CONFIG_BLK_DEV_LOOP")]
    [InlineData("7.0", "note: what the kernel can do is not known: the deployment has no /usr/lib/modules/7.0")]
    public void Boot_entry_says_which_of_two_kernels_boots(string release, string expected) => Assert.Equal(
        expected.Length > 0 ? expected : "note: the deployment's kernel is 6.1.0-9: overlayfs verifies files from Linux 6.6 on, unless this was added to it",
        Check(release, null, V + "/config", "CONFIG_FS_VERITY=y\n", "/usr/lib/modules/6.1.0-9/config", AllBuiltIn + "CONFIG_BLK_DEV_LOOP=y\n"));

    [Theory]
    [InlineData("modules.dep|kernel/fs/erofs/erofs.ko|kernel/fs/overlayfs/overlay.ko.xz", "")]
    [InlineData("modules.dep|kernel/fs/erofs/erofs.ko|kernel/fs/overlayfs/overlay.ko", "")]
    [InlineData("modules.dep|kernel/fs/erofs/erofs.ko", "refused: overlayfs is a module of the kernel 6.12.9-amd64 (" + V + "/config:3), but the initramfs has no overlay.ko")]
    [InlineData("kernel/fs/erofs/erofs.ko", "note: the initramfs has no " + V + "/modules.dep: whether it has the module erofs is not known\nnote: the initramfs has no " + V + "/modules.dep: whether it has the module overlay is not known")]
    public void Module_is_loaded_from_the_initramfs(string files, string expected)
    {
        var archive = new TestCpio();
        foreach (var directory in (string[])["usr", "usr/lib", "usr/lib/modules", V[1..], V[1..] + "/kernel", V[1..] + "/kernel/fs", V[1..] + "/kernel/fs/erofs", V[1..] + "/kernel/fs/overlayfs"])
            archive.AddDirectory(directory);
        foreach (var file in files.Split('|'))
            archive.AddFile(V[1..] + "/" + file, "x");
        var image = InitramfsImage.Read(ImagePart.Whole(_directory.Write("initramfs", archive.ToArray())));

        Assert.Equal(expected, Check(null, image, V + "/config", AllModules, ErofsModule, "", OverlayModule, ""));
    }

    [Theory]
    [InlineData("6.12.9-amd64", "6.12")]
    [InlineData("7.2", "7.2")]
    [InlineData("6.6+", "6.6")]
    [InlineData("6", null)]
    [InlineData("six.six", null)]
    [InlineData("99999999999.1", null)]
    public void Release_begins_with_two_numbers(string text, string? expected) => Assert.Equal(expected, KernelRelease.Parse(text)?.ToString());

    private string Check(string? booted, InitramfsImage? initramfs, params string[] files)
    {
        for (var i = 0; i < files.Length; i += 2)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_directory["tree" + files[i]])!);
            File.WriteAllText(_directory["tree" + files[i]], files[i + 1]);
        }
        Assert.Equal(Errno.None, Files.Open(null, _directory["tree"], Files.O_PATH | Files.O_DIRECTORY, 0, out var tree));
        using (tree)
        {
            var (root, findings, notes) = (new TreeRootFiles(tree), new Findings(), new List<string>());
            var (kernel, problem) = DeployedKernel.Find(root, booted);
            if (kernel is not null)
                new KernelCheck(kernel, root, initramfs, findings, notes).Run([KernelFeature.Erofs, KernelFeature.Overlay, KernelFeature.Verity]);
            else
                notes.Add(problem);
            Assert.All(findings.All, finding => Assert.Equal("kernel-lacks-feature", finding.Code));
            return string.Join('\n', [.. findings.All.Select(finding => finding.Effect + ": " + finding.Cause), .. notes.Select(note => "note: " + note)]);
        }
    }
}
