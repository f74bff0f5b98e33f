using System;
using System.Globalization;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// A run that is refused writes nothing to the disk. The disk is frozen while it runs, so any write
/// would block until the disk thaws.
/// </summary>
public class UntouchedDiskTests
{
    private const string Keys = "/etc/ostree/initramfs-root-binding.key";
    private const string State = "state/deploy/" + CommandLines.Sha256V1;
    private const string Waits = "it waits for the disk";

    // In tenths of a second: the time within which a refused run must end, and the time for which a
    // blocked run is observed.
    private const int LongWhile = 100;
    private const int ShortWhile = 5;

    // All attributes of each file, except for the access time.
    private const string List = "find sysroot -printf '%i %m %U %G %n %s %T@ %C@ %p %l\\n' | sort | sha256sum";

    // A refusal at each step before the image is trusted. The program only ever writes to the
    // overlay of composefs-rs.
    public static TheoryData<string, string, string, string> Refusals => new()
    {
        { "deployment-missing", "yes", "ostree=/ostree/boot.1/none/0", ":" },
        { "commit-malformed", "signed", CommandLines.OstreeA, "echo >> sysroot/ostree/repo/objects/ee/9601bc96c9373845550d5b811d0289880263aeb23308f43f9220cd17f5b7db.commit" },
        { "signature-invalid", "signed", $"ostree=/ostree/boot.1/wrongos/{CommandLines.BootChecksum}/3", ":" },
        { "too-old", "signed\nnot-before = 2100-01-01", CommandLines.OstreeA, ":" },
        { "image-malformed", "yes", CommandLines.OstreeA, $": > sysroot/{CommandLines.DeploymentA}/.ostree.cfs" },
        { "image-without-verity", "signed", CommandLines.OstreeA, ":" },
        { "image-without-verity", "yes", "composefs=" + CommandLines.Sha256V1, $"rm -r sysroot/{State}/etc/work" },
        { "signature-invalid", "signed", "composefs=" + CommandLines.Sha256V1, $"rm -r sysroot/{State}/etc/work" },
    };

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Refusals))]
    public void Refused_run_writes_nothing_to_the_disk(string fault, string enabled, string commandLine, string preparation)
    {
        using var machine = new ScratchInitramfs(commandLine.StartsWith("composefs", StringComparison.Ordinal) ? Fixture.Sha256 : Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = " + enabled + "\n");
        machine.Write(Keys, System.IO.File.ReadAllText(Checkout.Fixture("keys/good.pub.b64")));
        machine.Shell(preparation);
        var before = machine.Shell(List);

        var output = Frozen(machine, $"chroot . /bin/prepare-root /sysroot '{commandLine}'", LongWhile);

        Assert.Contains($"refused [{fault}]", output, StringComparison.Ordinal);
        Assert.EndsWith("\n1\n", output, StringComparison.Ordinal);
        Assert.Equal(before, machine.Shell(List));
    }

    [RequiresFact(Needs.Mounts)]
    public void Write_to_a_frozen_disk_is_noticed()
    {
        using var machine = new ScratchInitramfs(Fixture.Sha256);
        var before = machine.Shell(List);

        // An unhardened program: it creates the directories of its overlay first, and locks a file
        // of its own.
        Assert.Equal(Waits + "\n", Frozen(machine, $"mkdir sysroot/{State}/etc/upper2", ShortWhile));
        Assert.Equal(Waits + "\n", Frozen(machine, "touch sysroot/.lock", ShortWhile));
        Assert.NotEqual(before, machine.Shell(List));
    }

    // A program that waits for the frozen disk can't be killed. The test waits for it only after
    // the disk thaws.
    private static string Frozen(ScratchInitramfs machine, string command, int tenths) => machine.Shell(
        $"""
        rm -f output status
        sync
        fsfreeze --freeze sysroot
        trap 'fsfreeze --unfreeze sysroot; wait' EXIT
        (set +e; {command} >output 2>&1; echo "$?" >status) &
        left={tenths.ToString(CultureInfo.InvariantCulture)}
        until [ -s status ] || [ "$left" = 0 ]; do sleep 0.1; left=$((left - 1)); done
        cat output
        [ -s status ] && cat status || echo {Waits}
        """);
}
