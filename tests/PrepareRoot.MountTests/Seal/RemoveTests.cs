using System.IO;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Seal;

/// <summary><c>prepare-rootctl remove</c> in a running system.</summary>
public class RemoveTests
{
    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Deployment_that_is_running_is_not_removed()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        Assert.Equal(0, machine.Run("composefs=?" + CommandLines.Sha256V1).ExitStatus);
        machine.Install(Artifacts.Tool, "/run/prepare-rootctl");
        machine.Shell("mount --bind run sysroot/run; mount -t proc proc sysroot/proc; mount -o remount,bind,rw sysroot/sysroot");
        string Remove(string digest) => machine.Shell($"chroot sysroot /run/prepare-rootctl remove --digest {digest} 2>&1 || :");

        Assert.Equal(
            $"prepare-rootctl: /sysroot/state/deploy/{CommandLines.Sha256V1}: is the deployment that is running: boot another one first\n",
            Remove(CommandLines.Sha256V1));
        Assert.Equal(
            $"prepare-rootctl: /sysroot/composefs/images/{CommandLines.MissingSha256}: there is no such deployment\n",
            Remove(CommandLines.MissingSha256));
        Assert.True(Path.Exists(machine.PathInSysroot("sysroot/composefs/images/" + CommandLines.Sha256V1)));
    }
}
