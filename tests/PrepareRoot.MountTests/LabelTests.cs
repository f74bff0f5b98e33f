using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// Labels of SELinux that the boot program gives. A whole system with SELinux is in the boot tests.
/// </summary>
public class LabelTests
{
    private const string State = "sysroot/state/deploy/" + CommandLines.Sha256V1 + "/etc";
    private const string ReadLabel = "getfattr --dump --only-values --match='^security[.]selinux$' ";

    // The upper directory of an overlay is its top directory. The disk keeps the label, and the
    // kernel reads it there once the policy is loaded.
    [RequiresTheory(Needs.Mounts)]
    [InlineData("system_u:object_r:etc_t:s0", "rmdir upper work", "system_u:object_r:etc_t:s0")]
    [InlineData("system_u:object_r:etc_t:s0", "setfattr -n security.selinux -v mine upper", "mine")]
    [InlineData("", "rmdir upper work", "")]
    public void Upper_directory_that_is_made_gets_the_label_of_the_image_s_directory(string label, string change, string expected)
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Shell($"""
            mkdir tree tree/etc tree/var tree/sysroot
            [ -z '{label}' ] || setfattr -n security.selinux -v '{label}' tree/etc
            rm sysroot/composefs/images/{CommandLines.Sha256V1}
            mkfs.erofs --quiet -T0 sysroot/composefs/images/{CommandLines.Sha256V1} tree
            cd {State}
            rm -rf upper/* work/*
            {change}
            """);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled("yes") + "\n[etc]\n");
        machine.Write("/usr/lib/composefs/setup-root-conf.toml", "[etc]\nmount = 'overlay'\n");

        var result = machine.Run("composefs=?" + CommandLines.Sha256V1);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        foreach (var path in new[] { "sysroot/etc", $"sysroot/{State}/upper" })
            Assert.Equal(expected, machine.Shell(ReadLabel + path).TrimEnd('\0', '\n'));
    }
}
