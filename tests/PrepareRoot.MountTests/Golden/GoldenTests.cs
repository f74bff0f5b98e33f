using System;
using System.Buffers.Binary;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Golden;

/// <summary>
/// Our program leaves the same as libostree's program did on the same disk, except for
/// <see cref="OurDifferences"/>.
/// </summary>
public partial class GoldenTests
{
    // The offset in the record: after the first key and the padding that aligns the pair of 64-bit
    // numbers.
    private static readonly Range _deviceAndInode = 32..48;

    [RequiresTheory(Needs.Mounts)]
    [InlineData("yes")]
    [InlineData("no-legacy")]
    [InlineData("root-transient")]
    [InlineData("etc-transient")]
    public void Machine_ends_up_as_libostree_leaves_it(string name)
    {
        var golden = GoldenRun.Read(name);
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, golden.Configuration);
        var deviceAndInode = Command.Run("stat", "--format", "%d %i", machine.PathInSysroot(CommandLines.DeploymentA)).Trim();

        var result = machine.Run(golden.CommandLine);

        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitStatus);
        var state = machine.Observe();
        Assert.Equal(MountEntry.Describe(MountEntry.ParseTable(OurDifferences.Mounts(golden.Mounts))), state.Described);
        Assert.Equal(
            golden.Run.Where(line => !line.EndsWith(" . -> ", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(WithoutNumber),
            OurDifferences.Run(state.Run).Select(WithoutNumber));
        Assert.Equal(OurDifferences.Root(RootListing.Parse(golden.Root)), OurDifferences.Root(RootListing.Of(machine.PathInSysroot(""))));

        var record = File.ReadAllBytes(machine.PathOf("/run/ostree-booted"));
        Assert.Equal(deviceAndInode, ReadDeviceAndInode(record));
        golden.OstreeBooted.AsSpan(_deviceAndInode).CopyTo(record.AsSpan(_deviceAndInode));
        Assert.Equal(WithoutRandom(Encoding.Latin1.GetString(golden.OstreeBooted)), WithoutRandom(Encoding.Latin1.GetString(record)));
    }

    [RequiresFact(Needs.Mounts)]
    public void Root_of_another_deployment_holds_its_own_tree()
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = maybe\n");

        var result = machine.Run(CommandLines.OstreeB);

        Assert.Equal(0, result.ExitStatus);
        var ours = Command.Run("find", machine.PathInSysroot("usr/"), "-printf", "%P %M %U %G %l\n");
        var checkedOut = Command.Run("find", machine.PathInSysroot("sysroot/" + CommandLines.DeploymentB + "/usr/"), "-printf", "%P %M %U %G %l\n");
        Assert.Equal(checkedOut.Split('\n').Order(), ours.Split('\n').Order());
        Command.Run(
            "diff", "--recursive", "--no-dereference",
            machine.PathInSysroot("usr"), machine.PathInSysroot("sysroot/" + CommandLines.DeploymentB + "/usr"));
    }

    private static string ReadDeviceAndInode(byte[] record)
    {
        var numbers = record.AsSpan(_deviceAndInode);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{BinaryPrimitives.ReadUInt64LittleEndian(numbers)} {BinaryPrimitives.ReadUInt64LittleEndian(numbers[8..])}");
    }

    // The number of the disk's loop device and the name of a transient /etc's directory differ in
    // each run.
    private static string WithoutNumber(string line) =>
        WithoutRandom(line.Contains("/dev/block/", StringComparison.Ordinal) ? line[..line.LastIndexOf(':')] : line);

    private static string WithoutRandom(string text) => TransientEtc().Replace(text, "transient-etc.XXXXXX");

    [GeneratedRegex(@"transient-etc\.[A-Za-z0-9]{6}")]
    private static partial Regex TransientEtc();
}
