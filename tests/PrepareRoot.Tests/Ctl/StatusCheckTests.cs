using System;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl;
using PrepareRoot.Ctl.Running;
using PrepareRoot.Requests;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>
/// <c>prepare-rootctl status</c>: a record compared with the mount table that libostree's program
/// left with the same configuration.
/// </summary>
public class StatusCheckTests
{
    private const string Digest = "sha256:" + CommandLines.DigestA;
    private const string Ok = "";

    [Theory]
    [InlineData("yes", "yes", "read-only", "", "")]
    [InlineData("root-transient", "yes", "transient", "", "")]
    [InlineData("verity", "verity", "read-only", "", "")]
    public void Machine_that_is_as_recorded_agrees(string golden, string enabled, string rootMode, string remove, string put)
    {
        var report = Check(golden, enabled, rootMode, remove, put);

        Assert.True(report.Agrees);
        Assert.Empty(report.Differences);
        Assert.Equal(["/", "/etc", "/sysroot", "/sysroot/ostree/deploy/testos/var"], report.Mounts.Select(mount => mount.Target));
        Assert.All(report.Mounts, mount => Assert.True(mount.Recorded));
    }

    [Theory]
    [InlineData("ro,relatime - overlay composefs ro,", "rw,relatime - overlay composefs rw,", "/: access: ro, rw")]
    [InlineData("redirect_dir=on,metacopy=on,verity=require", "redirect_dir=on,metacopy=on", "/: verity: verity=require, ")]
    [InlineData("verity=require", "verity=on", "/: verity: verity=require, verity=on")]
    [InlineData("metacopy=on", "upperdir=/run/x,metacopy=on", "/: writable layer: no, yes")]
    [InlineData("- overlay composefs", "- ext4 composefs", "/: type: overlay, ext4")]
    [InlineData("0:47 / /sysroot ro", "0:47 / /nowhere ro", Ok)]
    [InlineData("b7db.0/etc /sysroot/etc", "b7db.0/etc /sysroot/elsewhere", "/etc: mounted, ")]
    [InlineData("b7db.0/etc /sysroot/etc", "b7db.0/usr /sysroot/etc", "/etc: directory of the disk: /" + CommandLines.DeploymentA + "/etc, /" + CommandLines.DeploymentA + "/usr")]
    [InlineData("/sysroot/etc rw", "/sysroot/etc ro", "/etc: access: rw, ro")]
    [InlineData("/ /sysroot/sysroot ro", "/ /sysroot/sysroot rw", "/sysroot: access: ro, rw")]
    public void Each_difference_is_named(string remove, string put, string difference)
    {
        var report = Check("verity", "verity", "read-only", remove, put);

        Assert.Equal(
            difference == Ok ? [] : [difference], report.Differences.Select(found => $"{found.What}: {found.Planned}, {found.Running}"));
        Assert.Equal(difference == Ok, report.Agrees);
    }

    [Theory]
    [InlineData(Digest, null, null)]
    [InlineData("sha256:" + CommandLines.DigestB, null, "sha256:" + CommandLines.DigestB)]
    [InlineData(null, "fs-verity is not enabled on it", "fs-verity is not enabled on it")]
    public void Image_must_still_have_its_digest(string? digest, string? problem, string? running)
    {
        var report = Check("verity", "verity", "read-only", "", "", new MeasuredImage(digest, problem));

        Assert.Equal(running is null ? [] : [("image", Digest, running)], report.Differences.Select(found => (found.What, found.Planned!, found.Running!)));
    }

    [Theory]
    [InlineData("yes", "yes", null, "no file is verified")]
    [InlineData("yes", "yes", "signed", "this system's configuration has composefs.enabled = signed, this boot had yes: the initramfs has an older copy|no file is verified")]
    [InlineData("verity", "verity", "yes", "")]
    [InlineData("verity", "verity", "signed", "this system's configuration has composefs.enabled = signed, this boot had verity: the initramfs has an older copy")]
    public void What_is_weaker_than_it_could_be_is_said(string golden, string enabled, string? configured, string weaker) => Assert.Equal(
        weaker,
        string.Join('|', Check(golden, enabled, "read-only", "", "", configured: configured is null ? null : ComposefsModes.Parse(configured)).Weaker));

    [Fact]
    public void Overlays_of_other_programs_are_listed()
    {
        const string sysext = "200 126 0:60 / /sysroot/usr ro,nodev,relatime shared:5 - overlay sysext ro,lowerdir=/a:/b\n";
        var report = Check("verity", "verity", "read-only", "findmnt", sysext + "findmnt");

        Assert.True(report.Agrees);
        Assert.Equal(new RunningMount("/usr", "overlay", "ro", "sysext", Recorded: false), report.Mounts[^1]);
        Assert.Equal(["/usr: another program mounted an overlay over it, which is not in the record"], report.Notes);
    }

    [Theory]
    [InlineData("", "The input does not contain any JSON tokens")]
    [InlineData("null", "must be the record of a boot, but is null")]
    [InlineData("{}", "missing required properties")]
    [InlineData("[]", "The JSON value could not be converted")]
    public void Other_files_are_no_record(string text, string problem)
    {
        var message = Assert.Throws<FailureException>(() => RunRecord.Parse("/run/prepare-root.json", text)).Message;

        Assert.StartsWith("/run/prepare-root.json: must be the record of a boot, but is ", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 2 8:1 / /a\\040b rw - ext4 /dev/sda1 rw", "/a b")]
    [InlineData("1 2 8:1 / /a\\134b rw shared:1 master:2 - ext4 /dev/sda1 rw", "/a\\b")]
    [InlineData("1 2 8:1 / /a\\09 rw - ext4 /dev/sda1 rw", "/a\\09")]
    [InlineData("1 2 8:1 / /a rw ext4 /dev/sda1 rw", null)]
    [InlineData("x 2 8:1 / /a rw - ext4 /dev/sda1 rw", null)]
    [InlineData("", null)]
    public void Mount_table_is_read(string line, string? mountPoint) =>
        Assert.Equal(mountPoint, MountInfo.Parse(line + "\n").SingleOrDefault()?.MountPoint);

    [Fact]
    public void Topmost_mount_counts()
    {
        var table = MountInfo.Parse("5 1 8:1 / / rw - ext4 a rw\n7 5 8:1 / /a rw - ext4 lower rw\n6 7 8:1 / /a rw - ext4 upper rw\n");

        Assert.Equal(("upper", null), (MountInfo.Topmost(table, "/a")!.Source, MountInfo.Topmost(table, "/b")));
    }

    private static StatusReport Check(
        string golden, string enabled, string rootMode, string remove, string put, MeasuredImage? image = null, ComposefsMode? configured = null)
    {
        var lines = File.ReadLines(Checkout.Fixture("ostree-golden/" + golden + ".txt"))
            .SkipWhile(line => !line.StartsWith("mountinfo", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.StartsWith("    ", StringComparison.Ordinal))
            .Select(line => line.Trim());
        var text = string.Join('\n', lines) + "\nfindmnt";
        if (remove.Length > 0)
        {
            Assert.Contains(remove, text, StringComparison.Ordinal);
            text = text.Replace(remove, put, StringComparison.Ordinal);
        }
        // The golden run ended before the switch of the root.
        var table = MountInfo.Parse(text)
            .Where(mount => mount.MountPoint.StartsWith("/sysroot", StringComparison.Ordinal))
            .Select(mount => mount with { MountPoint = mount.MountPoint.Length == 8 ? "/" : mount.MountPoint[8..] })
            .ToArray();
        var hasDigest = enabled == "verity";
        return new StatusCheck(
            Record(enabled, rootMode, hasDigest), table, image ?? new MeasuredImage(hasDigest ? Digest : null, null), configured, path => path).Report();
    }

    private static RunRecord Record(string enabled, string rootMode, bool verity) => RunRecord.Parse("record", $$"""
        {
          "version": 1,
          "backend": "ostree",
          "deployment": "{{CommandLines.DeploymentA}}",
          "enabled": "{{enabled}}",
          "composefs": true,
          "image": "{{CommandLines.DeploymentA}}/.ostree.cfs",
          {{(verity ? "\"digest\": \"" + Digest + "\"," : "")}}
          "trust": "{{(verity ? "integrity" : "none")}}",
          "verity-required": {{(verity ? "true" : "false")}},
          "root-mode": "{{rootMode}}",
          "hotfix": false,
          "sysroot-readonly": true,
          "plan": [
            "mount the image: erofs, ro,noacl",
            "mount new:/: overlay composefs, ro, data disk:/ostree/repo/objects",
            "bind disk:/{{CommandLines.DeploymentA}}/etc at new:/etc, rw",
            "bind disk:/ at new:/sysroot, ro",
            "bind disk:/ostree/deploy/testos/var at new:/sysroot/ostree/deploy/testos/var, rw",
            "bind disk:/ostree/deploy/testos/var at new:/var, rw, shared, if run:/ostree/initramfs-mount-var exists or unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists"
          ]
        }
        """);
}
