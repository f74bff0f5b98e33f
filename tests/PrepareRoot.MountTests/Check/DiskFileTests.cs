using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Check;

/// <summary><c>prepare-rootctl</c> takes the image of a disk, and leaves nothing behind.</summary>
public sealed class DiskFileTests : IDisposable
{
    private const string Root = "4f68bce3-e8cd-4db1-96e7-fbcaf984b709";
    private const string Data = "0fc63daf-8483-4772-8e79-3d69d8477de4";
    private const string Esp = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b";
    private const string Xbootldr = "bc13c2ff-59e6-4262-a352-b275fd6f7172";
    private const string Swap = "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f";
    private const int Sector = 512;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("prepare-root-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [InlineData("file system", "", 0, "● ee9601bc")]
    [InlineData("root after data", Data + " empty," + Root + " ostree", 0, "DISK: partition 2 is taken")]
    [InlineData("deployments after data", Data + " empty," + Data + " ostree", 0, "DISK: partition 2 is taken")]
    [InlineData("root without deployments", Root + " empty," + Data + " ostree", 1, "DISK/ostree")]
    [InlineData("no file system", Data + " none", 1, "must have a file system ext4, XFS or btrfs with ostree/deploy or state/deploy, alone or in a partition of a GPT, but has 0 such file systems without")]
    [InlineData("no deployments", Data + " empty," + Data + " empty", 1, "but has 2 such file systems without")]
    public void Root_is_found_in_the_image_of_a_disk(string title, string partitions, int status, string expected)
    {
        var disk = partitions.Length == 0 ? Fixture.Ostree.Image : Disk([.. partitions.Split(',').Select(partition => partition.Split(' '))]);
        var before = Loops();

        var result = Check(disk);

        Assert.Equal((title, status), (title, result.ExitStatus));
        Assert.Contains(expected, (result.Output + result.Error).Replace(disk, "DISK", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("/proc/self/fd", result.Output + result.Error, StringComparison.Ordinal);
        Assert.Equal(before, Loops());
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Entries_and_objects_of_the_image_are_checked()
    {
        var all = Run("check", "--all", "--config-root", Configuration(), "--sysroot", Fixture.Ostree.Image);
        var why = Run("why", "--sysroot", Fixture.Ostree.Image, "/usr/lib/os-release");

        Assert.StartsWith("● ostree-7  boots", all.Output, StringComparison.Ordinal);
        Assert.Equal(7, all.Output.Split('\n').Count(line => line.Contains("  boots  ", StringComparison.Ordinal)));
        Assert.Contains("ostree/repo/objects/17/f4abe95cebf12ba1412983d5857319a7832c2238795d23c8ed9f2b3516b949.file", why.Output, StringComparison.Ordinal);
    }

    // The root has seven entries of its own.
    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [InlineData("the EFI system partition", Esp + " boot," + Root + " ostree", true)]
    [InlineData("XBOOTLDR", Root + " ostree," + Xbootldr + " boot", true)]
    [InlineData("a partition of installers", Data + " boot," + Data + " ostree", true)]
    [InlineData("a partition of another type", Swap + " boot," + Root + " ostree", false)]
    public void Entries_on_other_partitions_are_checked(string title, string partitions, bool found)
    {
        var disk = Disk([.. partitions.Split(',').Select(partition => partition.Split(' '))]);

        var lines = Run("check", "--all", "--config-root", Configuration(), "--sysroot", disk).Output.Split('\n');

        Assert.Equal((title, 7 + (found ? 2 : 0)), (title, lines.Count(line => line is ['●' or '○', ..])));
        Assert.Equal(found, lines.Any(line => line.StartsWith("● elsewhere  boots  ", StringComparison.Ordinal)));
        var number = title == "XBOOTLDR" ? 2 : 1;
        Assert.Equal(found, lines.Contains($"○ other      UNKNOWN  {disk}:partition{number}/loader/entries/other.conf: must be a boot entry with a line 'linux', 'efi' or 'uki', but has none of them  [entry-unreadable]"));
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Partition_with_entries_that_cannot_be_mounted_is_noted()
    {
        var disk = Disk([[Esp, "fat"], [Root, "ostree"]]);

        var run = Run("check", "--all", "--config-root", Configuration(), "--sysroot", disk);

        Assert.Equal((0, ""), (run.ExitStatus, run.Error));
        Assert.Matches("its vfat can't be mounted: .*: the boot entries of partition 1 are not known\n", run.Output);
    }

    // The kernel of this machine mounts what the command says.
    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [InlineData("")]
    [InlineData(Data + " empty," + Root + " ostree")]
    public void Repair_of_an_object_in_an_image_can_be_typed(string partitions)
    {
        var disk = Path.Combine(_directory.FullName, "disk");
        if (partitions.Length == 0)
            File.Copy(Fixture.Ostree.Image, disk);
        else
            Disk([.. partitions.Split(',').Select(partition => partition.Split(' '))]);
        var named = Path.Combine(_directory.FullName, "it's a disk");
        File.Move(disk, named);

        var lines = Run("why", "--sysroot", named, "/usr/lib/os-release").Output.Split('\n').Select(line => line.Length > 10 ? line[10..] : "").ToArray();

        Assert.DoesNotContain(lines, line => line.Contains(named + "/", StringComparison.Ordinal));
        var first = Array.FindIndex(lines, line => line.StartsWith("mount ", StringComparison.Ordinal));
        var enable = lines[first + 1][lines[first + 1].IndexOf("fsverity", StringComparison.Ordinal)..];
        Assert.Equal("umount /mnt", lines[first + 2]);
        Command.Run("unshare", "--mount", "sh", "-euc", lines[first] + "; test -s " + enable.Split(' ')[^1] + "; " + lines[first + 2]);
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void File_system_that_was_not_unmounted_is_read_without_its_log()
    {
        var disk = Path.Combine(_directory.FullName, "disk");
        File.Copy(Fixture.Ostree.Image, disk);
        Command.Run("debugfs", "-w", "-R", "feature needs_recovery", disk);

        var result = Check(disk);

        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        Assert.Contains("note      " + disk + ": the file system was not unmounted, and is read without its log: what was written last may be missing\n", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(disk, Loops(), StringComparison.Ordinal);
    }

    private CommandResult Check(string disk) =>
        Run("check", "--sysroot", disk, "--config-root", Configuration(), "--cmdline", CommandLines.OstreeA);

    private static CommandResult Run(params string[] arguments) => new Command(Artifacts.Tool, arguments).RunToAnyEnd();

    private string Configuration()
    {
        var conf = Path.Combine(_directory.FullName, "conf");
        Directory.CreateDirectory(conf + "/etc/ostree");
        File.WriteAllText(conf + "/etc/ostree/prepare-root.conf", CommandLines.Enabled("yes"));
        return conf;
    }

    // What is attached to loop devices, without those of other processes.
    private string Loops() => string.Join('\n', Directory.GetDirectories("/sys/block", "loop*")
        .Select(device => device + "/loop/backing_file").Where(File.Exists).Select(File.ReadAllText)
        .Where(path => path.Contains(_directory.FullName, StringComparison.Ordinal) || path.Contains(Fixture.Ostree.Image, StringComparison.Ordinal)));

    private string Disk(string[][] partitions)
    {
        var path = Path.Combine(_directory.FullName, "disk");
        var start = 2048L;
        var table = new byte[34 * Sector];
        "EFI PART"u8.CopyTo(table.AsSpan(Sector));
        BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(Sector + 72), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(Sector + 80), 128);
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(Sector + 84), 128);
        using var disk = File.Create(path);
        for (var i = 0; i < partitions.Length; i++)
        {
            var content = Content(partitions[i][1]);
            var entry = table.AsSpan((2 * Sector) + (i * 128));
            new Guid(partitions[i][0]).TryWriteBytes(entry);
            BinaryPrimitives.WriteInt64LittleEndian(entry[32..], start);
            BinaryPrimitives.WriteInt64LittleEndian(entry[40..], start + (content.Length / Sector) - 1);
            disk.Position = start * Sector;
            disk.Write(content);
            start += content.Length / Sector;
        }
        disk.Position = 0;
        disk.Write(table);
        return path;
    }

    private byte[] Content(string name)
    {
        if (name == "ostree")
            return File.ReadAllBytes(Fixture.Ostree.Image);
        var path = Path.Combine(_directory.FullName, "part");
        File.WriteAllBytes(path, new byte[1 << 20]);
        if (name == "fat")
        {
            using var part = File.OpenWrite(path);
            part.Position = 82;
            part.Write("FAT32   "u8);
        }
        if (name == "empty")
            Command.Run("mkfs.ext4", "-q", "-F", path);
        if (name == "boot")
        {
            var entries = Directory.CreateDirectory(Path.Combine(_directory.FullName, "boot/loader/entries")).FullName;
            File.WriteAllText(entries + "/elsewhere.conf", "linux /vmlinuz\ninitrd /initramfs\noptions " + CommandLines.OstreeA + "\n");
            File.WriteAllText(entries + "/other.conf", "title no kernel\n");
            Command.Run("mkfs.ext4", "-q", "-F", "-d", Path.Combine(_directory.FullName, "boot"), path);
        }
        return File.ReadAllBytes(path);
    }
}
