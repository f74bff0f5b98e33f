using System;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Sealing;

/// <summary>
/// <c>prepare-rootctl seal --sign --uki</c>, <c>remove</c> and <c>gc</c>, from the tree to the boot with
/// Secure Boot. <c>make test-seal</c> does it with Debian instead of busybox.
/// </summary>
public class SealedMachineTests
{
    private const string Sealed = "^0\ncomposefs\\.digest=v1-sha256-12:[0-9a-f]{64} composefs\\.signature=[A-Za-z0-9+/]{86}==\n$";
    private const string NoVerity = "its file system has no fs-verity, so that nothing would protect the files: make it with 'mkfs.ext4 -O verity', or give --allow-no-verity";

    private static readonly string _tree = Environment.GetEnvironmentVariable("SEAL_TREE") ?? "busybox";

    private static readonly Lazy<SealedMachine> _machine = new(() => _tree == "debian"
        ? SealedMachine.Run("debian", "first", "second", "again")
        : SealedMachine.Run("busybox", "first", "second"));

    [RequiresFact(Needs.Machine | Needs.Tool | Needs.SecureBoot | Needs.OpenSsl)]
    public void Both_deployments_are_sealed_and_the_kernel_measures_each_object_as_it_is_named()
    {
        var facts = _machine.Value.Sealing;

        Assert.Matches(Sealed, facts.Text("first"));
        Assert.Matches(Sealed, facts.Text("second"));
        Assert.NotEqual(_machine.Value.Digests[0], _machine.Value.Digests[1]);
        Assert.InRange(int.Parse(facts.Text("digests")), 6, 100_000);
    }

    [RequiresFact(Needs.Machine | Needs.Tool | Needs.SecureBoot | Needs.OpenSsl)]
    public void Each_boot_has_Secure_Boot_and_the_root_that_its_UKI_names_and_all_files_can_be_read()
    {
        foreach (var (boot, facts) in _machine.Value.Facts)
        {
            var digest = _machine.Value.Digests[boot == "first" ? 0 : 1];
            Assert.Equal("1", facts.Text("secure boot").Trim());
            Assert.Contains($" - overlay composefs:{digest} ", facts.Text("root"), StringComparison.Ordinal);
            Assert.Contains("verity=require", facts.Text("root"), StringComparison.Ordinal);
            Assert.Contains($"\"digest\": \"sha256:{digest}\"", facts.Record, StringComparison.Ordinal);
            Assert.Contains("\"verity-required\": true", facts.Record, StringComparison.Ordinal);
            Assert.Contains(_tree == "debian" ? "\"trust\": \"command-line\"" : "\"trust\": \"signature\"", facts.Record, StringComparison.Ordinal);
            Assert.Contains(digest, facts.Text("status"), StringComparison.Ordinal);
            Assert.DoesNotContain("differs", facts.Text("status"), StringComparison.Ordinal);
            Assert.StartsWith($"● {digest}  boots", facts.Text("check"), StringComparison.Ordinal);
            Assert.Equal("", facts.Text("unreadable"));
            Assert.NotEqual(boot == "first", facts.Text("version") == "2\n");
        }
    }

    [RequiresFact(Needs.Machine | Needs.Tool | Needs.SecureBoot | Needs.OpenSsl)]
    public void Removing_the_first_deployment_leaves_the_objects_of_the_second()
    {
        var machine = _machine.Value;
        var (first, second) = (machine.Facts["first"], machine.Facts["second"]);
        var objects = int.Parse(machine.Sealing.Text("digests"));

        Assert.Equal(string.Join(' ', machine.Digests.Order(StringComparer.Ordinal)) + "\n", first.Text("images"));
        Assert.Equal(objects, int.Parse(first.Text("objects")));

        // The image of the first; what differs is small enough to be in the image.
        Assert.Matches("^1 objects removed, [0-9]+ bytes\n$", second.Text("removed"));
        Assert.Equal(machine.Digests[1] + "\n", second.Text("images"));
        Assert.Equal(machine.Digests[1] + "\n", second.Text("states"));
        Assert.Equal(objects - 1, int.Parse(second.Text("objects")));
        if (_tree == "debian")
            Assert.Equal(second.Text("objects"), machine.Facts["again"].Text("objects"));
    }

    [RequiresFact(Needs.Machine | Needs.Tool | Needs.SecureBoot | Needs.OpenSsl)]
    public void File_systems_without_fs_verity_are_refused_and_those_that_share_content_do()
    {
        if (_tree == "debian")
            return;
        var facts = _machine.Value.Sealing;

        Assert.Equal($"1\nprepare-rootctl: /media/ext4/disk: {NoVerity}\n", facts.Text("ext4"));
        Assert.Equal($"1\nprepare-rootctl: /media/xfs/disk: {NoVerity}\n", facts.Text("xfs"));
        Assert.DoesNotContain("disk", facts.Text("ext4 left"), StringComparison.Ordinal);
        Assert.DoesNotContain("disk", facts.Text("xfs left"), StringComparison.Ordinal);
        Assert.StartsWith("0\ncomposefs.digest=", facts.Text("btrfs"), StringComparison.Ordinal);

        // init, the large file, and the image.
        Assert.Equal(("ENOTSUP\n", "3\n", "ENOTTY\n"), (facts.Text("ext4 digests"), facts.Text("btrfs digests"), facts.Text("xfs digests")));
        Assert.Equal(("0\n", "2\n", "2\n"), (facts.Text("ext4 shared"), facts.Text("btrfs shared"), facts.Text("xfs shared")));
    }
}
