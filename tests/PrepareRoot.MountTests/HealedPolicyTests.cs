using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests;

/// <summary>
/// What heals is verified as strictly as what needs no healing: under each policy, and whatever is
/// wrong with the deployment, an entry whose link moved from <c>boot.1</c> to <c>boot.0</c> ends as
/// an entry whose link is there.
/// </summary>
public class HealedPolicyTests
{
    private const string Image = "sysroot/" + CommandLines.DeploymentA + "/.ostree.cfs";
    private const string Init = "sysroot/" + CommandLines.DeploymentA + "/usr/sbin/init";
    private const string Moved = "mv sysroot/ostree/boot.1 sysroot/ostree/boot.0";
    private const string Prepared = "prepared";

    private static readonly string[] _modes = ["no", "maybe", "yes", "verity", "signed"];

    // What is wrong, and how the boot ends under each mode. This machine's kernel has no fs-verity:
    // CompatibilityTests has good deployments under verity.
    private static readonly (string Name, string Damage, string Argument, string[] Ends)[] _table =
    [
        ("nothing", ":", "", [Prepared, Prepared, Prepared, "image-without-verity", "image-without-verity"]),
        ("no image", $"rm {Image}", "", [Prepared, Prepared, "image-missing", "image-missing", "image-missing"]),
        ("an image that is none", $"echo x > {Image}", "", [Prepared, .. Always("image-malformed")]),
        ("an image that is a link out of the disk", $"ln -sf /etc/passwd {Image}", "", [Prepared, .. Always("path-refused")]),
        ("a digest on the command line", ":", " composefs=" + CommandLines.DigestA, [.. Always("image-without-verity")]),
        ("less asked for by the command line", ":", " ostree.prepare-root.composefs=no", [Prepared, Prepared, Prepared, "floor-lowered", "floor-lowered"]),
        ("more asked for by the command line", ":", " ostree.prepare-root.composefs=signed", [.. Always("image-without-verity")]),
        ("no image and an empty init", $"rm {Image} {Init}; touch {Init}; chmod 755 {Init}", "", ["init-missing", "init-missing", .. Always("image-missing")]),
        ("no deployment", $"rm -r sysroot/{CommandLines.DeploymentA}", "", [.. Always("deployment-missing")]),
    ];

    public static TheoryData<string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var row in _table)
            {
                foreach (var (mode, end) in _modes.Zip(row.Ends))
                    rows.Add(row.Name, mode, end);
            }
            return rows;
        }
    }

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Rows))]
    public void Entry_whose_link_moved_ends_as_one_whose_link_is_there(string name, string mode, string end)
    {
        var row = _table.Single(row => row.Name == name);

        var there = Boot(mode, row.Damage, row.Argument);
        var moved = Boot(mode, row.Damage + "; " + Moved, row.Argument);

        Assert.Equal(end, there.End);
        Assert.Equal(there.Lines, moved.Lines);
        // The warning comes with the plan.
        Assert.Equal((0, end is Prepared or "init-missing" ? 1 : 0), (there.Warnings, moved.Warnings));
    }

    // Under the modes that are left.
    private static IEnumerable<string> Always(string end) => Enumerable.Repeat(end, _modes.Length);

    private static (string End, string[] Lines, int Warnings) Boot(string mode, string damage, string argument)
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled(mode));
        machine.Write("/etc/ostree/initramfs-root-binding.key", File.ReadAllText(Checkout.Fixture("keys/good.pub.b64")));
        machine.Shell(damage);

        var result = machine.Run(CommandLines.OstreeA + argument);

        bool IsOfTheLink(string line) => line.Contains("the boot entry is older than the last deployment", StringComparison.Ordinal);
        List<string> lines = [.. result.Output.Split('\n'), .. result.Error.Split('\n'), .. machine.Observe().Comparable];
        var end = result.ExitStatus == 0 ? Prepared : result.Error.Split("refused [")[1].Split(']')[0];
        return (end, [.. lines.Where(line => !IsOfTheLink(line))], lines.Count(IsOfTheLink));
    }
}
