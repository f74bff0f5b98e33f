using System;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// The same as <see cref="LinkTests"/>, for the directories that are opened only when they are
/// mounted.
/// </summary>
public class AssemblyLinkTests
{
    private const string State = "state/deploy/" + CommandLines.Sha256V1;
    private const string Composefs = "composefs=?" + CommandLines.Sha256V1;

    public static TheoryData<string, bool> Places => new()
    {
        { "ostree/repo/objects", false },
        { "ostree/repo", false },
        { CommandLines.DeploymentA + "/etc", false },
        { "ostree/deploy/testos/var", false },
        { "composefs/objects", true },
        { State + "/etc/upper", true },
        { State + "/etc/work", true },
        { State + "/var", true },
    };

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Places))]
    public void Directories_that_are_mounted_are_on_the_disk(string path, bool isComposefs)
    {
        using var machine = new ScratchInitramfs(isComposefs ? Fixture.Sha256 : Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = yes\n");
        var place = machine.PathInSysroot(path);
        var up = string.Concat(Enumerable.Repeat("../", path.Count(c => c == '/')));
        machine.Shell($"mv sysroot/{path} sysroot/away; mkdir decoy; echo stolen > decoy/secret");
        var before = machine.Observe();

        foreach (var target in (string[])[up + "../decoy", machine.PathOf("/decoy"), Path.GetFileName(path), up + "away"])
        {
            File.CreateSymbolicLink(place, target);
            if (target.EndsWith("decoy", StringComparison.Ordinal))
                Assert.Equal("stolen\n", File.ReadAllText(place + "/secret"));
            if (target == up + "away" && path == State + "/var")
                break; // bootc creates such a link: see the next test

            var result = machine.Run(isComposefs ? Composefs : CommandLines.OstreeA);

            Assert.StartsWith("prepare-root: refused [path-refused]: /sysroot/", result.Error, StringComparison.Ordinal);
            Assert.Equal(1, result.ExitStatus);
            Assert.Equal(before.Exact, machine.Observe().Exact);
            File.Delete(place);
        }
    }

    [RequiresFact(Needs.Mounts)]
    public void Link_at_var_that_bootc_makes_is_followed_on_the_disk()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = yes\n");
        machine.Shell($"mkdir -p sysroot/state/os/default; mv sysroot/{State}/var sysroot/state/os/default/; ln -s ../../os/default/var sysroot/{State}/var");

        var result = machine.Run(Composefs);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.True(File.Exists(machine.PathInSysroot("var/STATE")));
    }
}
