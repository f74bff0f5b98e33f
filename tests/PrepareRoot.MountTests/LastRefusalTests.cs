using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Run;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// A refusal outlives the boot. A directory takes the place of efivarfs, whose files are immutable,
/// too.
/// </summary>
public class LastRefusalTests
{
    private const string Variables = "/sys/firmware/efi/efivars";
    private const string Missing = "ostree=/" + CommandLines.LinksA + "/9";
    private const string Cause = "/sysroot/" + CommandLines.LinksA + "/9: No such file or directory";
    private const string Code = "deployment-missing";

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Refusal_is_in_the_firmware_until_a_root_is_prepared_and_then_in_run()
    {
        using var machine = Machine();
        Assert.Equal(1, machine.Run(Missing).ExitStatus);

        var variable = Assert.Single(Directory.GetFiles(machine.PathOf(Variables)));
        Assert.Matches("/PrepareRootRefused-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", variable);
        var content = File.ReadAllBytes(variable);
        // Non-volatile, and accessible at boot and at run time.
        Assert.Equal([7, 0, 0, 0], content[..4]);
        var lines = Encoding.UTF8.GetString(content[4..]).Split('\n');
        Assert.Equal([Code, Cause, ""], [lines[0], .. lines[2..]]);
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(lines[1], null);
        Assert.InRange(seconds, 0, 600);
        // The next boot has another /run.
        machine.Shell($"rm .{LastRefusal.Path}; chattr +i .{Variables}/*");

        var prepared = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, $"prepare-root: warning: an earlier boot was refused [{Code}]: {Cause}\n"), (prepared.ExitStatus, prepared.Error));
        Assert.Empty(Directory.GetFiles(machine.PathOf(Variables)));
        Assert.Equal(content[4..], File.ReadAllBytes(machine.PathOf(LastRefusal.Path)));
        machine.Install(Artifacts.Tool, "/bin/prepare-rootctl");
        var refusal = JsonDocument.Parse(machine.RunBy("prepare-rootctl", "status", "--json").Output).RootElement.GetProperty("lastRefusal");
        Assert.Equal((Code, Cause), (refusal.GetProperty("code").GetString(), refusal.GetProperty("cause").GetString()));
    }

    // The rows of docs/recovery.md. The other deployment boots, once the object is back.
    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [InlineData("rm -r sysroot/" + CommandLines.DeploymentA, "", "deployment-missing")]
    [InlineData("echo x > sysroot/" + CommandLines.DeploymentA + "/.ostree.cfs", "", "image-malformed")]
    [InlineData("rm sysroot/" + CommandLines.DeploymentA + "/.ostree.cfs", "", "image-missing")]
    [InlineData("mv sysroot/ostree/repo/objects/27 .", "mv 27 sysroot/ostree/repo/objects", "init-unreadable")]
    public void Status_of_the_next_boot_says_what_was_refused(string damage, string repair, string code)
    {
        using var machine = Machine();
        machine.Install(Artifacts.Tool, "/bin/prepare-rootctl");
        machine.Shell(damage);
        var refused = machine.Run(CommandLines.OstreeA);
        Assert.StartsWith($"prepare-root: refused [{code}]: ", refused.Error, StringComparison.Ordinal);
        machine.Shell($"rm .{LastRefusal.Path}; {repair}");

        Assert.Equal(0, machine.Run(CommandLines.OstreeB).ExitStatus);

        var status = machine.RunBy("prepare-rootctl", "status").Output.Split('\n');
        var cause = refused.Error.Split('\n')[0].Split("]: ")[1];
        Assert.Contains($"an earlier boot [{code}]: {cause}", Assert.Single(status, line => line.StartsWith("refused ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Mounts)]
    public void Firmware_is_written_only_if_the_refusal_is_another_one()
    {
        using var machine = Machine();
        machine.Run(Missing);
        machine.Shell($"chattr +i .{Variables}/*");
        var first = Status();

        machine.Run(Missing);
        Assert.Equal(first, Status());

        machine.Run("composefs=x");
        Assert.NotEqual(first, Status());
        Assert.Contains("kernel-argument-malformed", File.ReadAllText(Directory.GetFiles(machine.PathOf(Variables)).Single()), StringComparison.Ordinal);

        string Status() => machine.Shell($"stat -c '%i %y %z' .{Variables}/*");
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData("rm -r sys", true)]
    [InlineData("rm etc/initrd-release", false)]
    public void Refusal_is_kept_where_there_is_a_place_and_only_in_an_initramfs(string change, bool inRun)
    {
        using var machine = Machine();
        machine.Shell(change);

        Assert.Equal(1, machine.Run(Missing).ExitStatus);

        Assert.Equal(inRun, File.Exists(machine.PathOf(LastRefusal.Path)));
        Assert.False(Directory.Exists(machine.PathOf(Variables)) && Directory.GetFiles(machine.PathOf(Variables)).Length > 0);
    }

    [RequiresTheory(Needs.Mounts)]
    [InlineData(": >$v")]
    [InlineData("printf '\\007\\000\\000\\000code\\nx\\ncause\\n' >$v")]
    [InlineData("head -c 100000 /dev/zero >$v")]
    [InlineData("mkfifo $v")]
    [InlineData("mkdir $v")]
    [InlineData("ln -s /etc/initrd-release $v")]
    public void What_is_no_refusal_is_left_alone(string make)
    {
        using var machine = Machine();
        machine.Run(Missing);
        machine.Shell($"v=$(echo .{Variables}/*); rm $v .{LastRefusal.Path}; {make}");

        var result = machine.Run(CommandLines.OstreeA);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Single(Directory.GetFileSystemEntries(machine.PathOf(Variables)));
    }

    private static ScratchInitramfs Machine()
    {
        var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled("yes"));
        machine.Shell($"touch etc/initrd-release; mkdir -p .{Variables}");
        return machine;
    }
}
