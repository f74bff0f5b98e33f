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

    // Tenths of a second: until a run that is refused must have ended, and for which one that must not is watched.
    private const int LongWhile = 100;
    private const int ShortWhile = 5;

    // All that there is to know of each file, but when it was read.
    private const string List = "find sysroot -printf '%i %m %U %G %n %s %T@ %C@ %p %l\\n' | sort | sha256sum";

    // A refusal at each step before the image is trusted. Only the overlay of composefs-rs is ever written to.
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

        // What an unhardened program does: it makes the directories of its overlay first, and takes a lock in a file of its own.
        Assert.Equal(Waits + "\n", Frozen(machine, $"mkdir sysroot/{State}/etc/upper2", ShortWhile));
        Assert.Equal(Waits + "\n", Frozen(machine, "touch sysroot/.lock", ShortWhile));
        Assert.NotEqual(before, machine.Shell(List));
    }

    // A program that waits for the disk can't be killed, so it is not waited for until the disk thaws.
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
