using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Prediction;

/// <summary><c>prepare-rootctl plan</c> names exactly the mounts that the machine then has.</summary>
public class PlannedMountTests
{
    private const string Sysroot = "/sysroot";

    public static TheoryData<string> Modes => [.. BootedModes.All.Select(boot => boot.Name)];

    [RequiresTheory(Needs.Machine | Needs.Tool)]
    [MemberData(nameof(Modes))]
    public void Plan_names_the_mounts_of_every_mode(string name)
    {
        var facts = PredictionMachine.Facts(name);
        var disk = Mount.Table(facts.MountsBefore).Single(mount => mount.MountPoint == Sysroot);

        Assert.Equal(
            PlannedMounts.Of(facts.Plan, diskIsReadOnly: disk.IsReadOnly),
            PlannedMounts.Made(facts.MountsAfter, Sysroot, disk.Root.TrimEnd('/')));
    }
}
