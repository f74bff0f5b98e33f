using System;
using System.IO;
using System.Linq;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Requests;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// Each directory and file on a path that a boot reads is replaced by a link to a decoy: the
/// complete and valid content of another disk, outside of this one. A reader that joins paths and
/// opens them reads the decoy.
/// </summary>
public class LinkTests
{
    private static readonly RootPolicy _policy = new() { Backend = Backend.Ostree, Composefs = ComposefsMode.Enabled };

    private const string Beneath = "beneath the root";
    private const string Away = ".away";

    public static TheoryData<string> Kinds => ["absolute", "relative", "magic", Beneath];

    [RequiresTheory(Needs.Root)]
    [MemberData(nameof(Kinds))]
    public void Links_that_lead_off_the_disk_or_that_the_format_does_not_have_are_refused(string kind)
    {
        using var disk = new MemoryDisk();
        Layout.Make(disk.Root);
        Layout.Make(disk.Outside + "/decoy");
        Assert.Null(Layout.Look(disk));

        foreach (var path in Layout.Places)
        {
            Directory.Move(disk[path], disk[path + Away]);
            File.CreateSymbolicLink(disk[path], Target(disk, kind, path));

            Assert.All(Layout.Files.Where(file => file.StartsWith(path, StringComparison.Ordinal)), file =>
                Assert.NotEmpty(File.ReadAllBytes(disk[file])));
            Verify(kind, path, Layout.Look(disk));

            File.Delete(disk[path]);
            Directory.Move(disk[path + Away], disk[path]);
        }
        Assert.Null(Layout.Look(disk));
    }

    [RequiresFact(Needs.Root)]
    public void Link_to_itself_is_not_followed_without_end()
    {
        using var disk = new MemoryDisk();
        Layout.Make(disk.Root);
        foreach (var path in Layout.Places)
        {
            Directory.Move(disk[path], disk[path + Away]);
            File.CreateSymbolicLink(disk[path], Path.GetFileName(path));
            var fault = Layout.Look(disk);
            Assert.True(IsRefused(fault), path + ": " + fault);
            File.Delete(disk[path]);
            Directory.Move(disk[path + Away], disk[path]);
        }
    }

    [RequiresTheory(Needs.Root)]
    [InlineData("../decoy/" + Layout.Link)]
    [InlineData("ostree/../../decoy/" + Layout.Link)]
    [InlineData("ostree/boot.1/../../../decoy/" + Layout.Link)]
    public void Link_on_the_command_line_stays_on_the_disk(string link)
    {
        using var disk = new MemoryDisk();
        Layout.Make(disk.Root);
        Layout.Make(disk.Outside + "/decoy");
        Assert.NotEmpty(File.ReadAllBytes(disk[link + "/.ostree.cfs"]));

        using var sysroot = disk.Open();
        Assert.False(OstreeDeployments.Find(sysroot, link, _policy).Try(out _, out var fault));
        Assert.Equal(FaultCode.PathRefused, fault.Code);
    }

    [RequiresTheory(Needs.Root)]
    [InlineData("../../../../../decoy/" + Layout.Deployment)]
    [InlineData("../../../deploy/os/deploy/../../../../../decoy/" + Layout.Deployment)]
    [InlineData("../../../../ostree/../../decoy/" + Layout.Deployment)]
    public void Target_of_the_link_to_the_deployment_stays_on_the_disk(string target)
    {
        using var disk = new MemoryDisk();
        Layout.Make(disk.Root);
        Layout.Make(disk.Outside + "/decoy");
        File.Delete(disk[Layout.Link]);
        File.CreateSymbolicLink(disk[Layout.Link], target);
        Assert.NotEmpty(File.ReadAllBytes(disk[Layout.Link + "/.ostree.cfs"]));

        using var sysroot = disk.Open();
        Assert.False(OstreeDeployments.Find(sysroot, Layout.Link, _policy).Try(out _, out var fault));
        Assert.Equal(FaultCode.DeploymentLinkMalformed, fault.Code);
    }

    private static bool IsRefused(Fault? fault) =>
        fault is not null && (fault.Code == FaultCode.PathRefused || fault.Code == FaultCode.DeploymentLinkMalformed);

    private static string Target(MemoryDisk disk, string kind, string path)
    {
        var up = string.Concat(Enumerable.Repeat("../", path.Count(c => c == '/')));
        return kind switch
        {
            "absolute" => disk.Outside + "/decoy/" + path,
            "relative" => up + "../decoy/" + path,
            // Without a surplus ".." and without a leading "/": the disk has a procfs.
            "magic" => up + disk.Outside[1..] + "/decoy/" + path,
            _ => Path.GetFileName(path) + Away,
        };
    }

    private static void Verify(string kind, string path, Fault? fault)
    {
        if (kind == Beneath && Layout.MayBeLinks.Contains(path))
            Assert.True(fault is null, path + ": " + fault);
        else
            Assert.True(IsRefused(fault), path + ": " + fault);
    }
}
