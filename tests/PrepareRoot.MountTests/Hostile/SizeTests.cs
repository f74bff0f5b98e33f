using System;
using System.Globalization;
using System.IO;
using System.Linq;
using PrepareRoot.MountTests.Hostile.Signatures;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>Oversized files: an initramfs has little memory, and a boot little time.</summary>
public class SizeTests
{
    private const long Gigantic = 3L << 30;
    private const int Megabyte = 1 << 20;

    public static TheoryData<string, string> Files => new()
    {
        { "the commit", "has 3221225472 bytes, more than the maximum of 8388608" },
        { "the signatures", "has 3221225472 bytes, more than the maximum of 1048576" },
        { "the repository's configuration", ": Value too large for defined data type; sysroot.readonly is assumed to be false" },
        { "the image", "at offset 1024 there is 0x00000000 instead of the magic number 0xe0f5e1e2" },
    };

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Files))]
    public void Large_file_takes_no_memory(string name, string cause)
    {
        var place = DiskPlace.All.Single(other => other.Name == name);
        using var machine = place.Start();
        // The unhardened reader is limited to 64 MB, to protect the machine that runs the test.
        Replace(machine, place, 64 * Megabyte);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(64 * Megabyte, File.ReadAllBytes(machine.PathInSysroot(place.Path)).Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 64 * Megabyte, long.MaxValue);

        Replace(machine, place, Gigantic);
        var (error, kilobytes) = Measure(machine, place.CommandLine);

        Assert.Contains(cause, error, StringComparison.Ordinal);
        Assert.Contains("prepare-root: refused [", error, StringComparison.Ordinal);
        Assert.InRange(kilobytes, 1, 16 * 1024);
    }

    [RequiresFact(Needs.Mounts)]
    public void Largest_commits_that_are_read_fit_into_the_allowed_memory()
    {
        // A derived commit and its base, both of the maximum size, and signatures that take the
        // longest to check: R is a point on the curve and S a small number, so none is rejected
        // before the whole commit is hashed.
        var commit = Repository.Commit(subject: new string('x', (8 * Megabyte) - 300));
        byte[] signature = [.. PrepareRoot.Linux.Sodium.PublicKeyOf(TestKeys.Stranger), 1, .. new byte[31]];
        var metadata = Repository.Metadata([.. Enumerable.Repeat(signature, 64)]);
        var checksum = Convert.ToHexStringLower(PrepareRoot.Linux.Sodium.Sha256(commit));
        var derived = Repository.Derived(checksum, filler: (8 * Megabyte) - 300);
        var derivedChecksum = Convert.ToHexStringLower(PrepareRoot.Linux.Sodium.Sha256(derived));

        using var machine = DiskPlace.All.Single(place => place.Name == "the commit").Start();
        machine.Shell("mount -t tmpfs tmpfs sysroot/ostree/repo"); // the disk has no space for them
        Write(machine, Repository.PathOf(checksum) + ".commit", commit);
        Write(machine, Repository.PathOf(checksum) + ".commitmeta", metadata);
        Write(machine, Repository.PathOf(derivedChecksum) + ".commit", derived);
        machine.Shell($"ln -s ../../../deploy/testos/deploy/{derivedChecksum}.0 sysroot/{CommandLines.LinksA}/largest; mkdir sysroot/ostree/deploy/testos/deploy/{derivedChecksum}.0");

        var (error, kilobytes) = Measure(machine, $"ostree=/{CommandLines.LinksA}/largest");

        Assert.Contains("none of its 64 Ed25519 signatures is by a key of ", error, StringComparison.Ordinal);
        Assert.InRange(kilobytes, 8 * 1024, 16 * 1024);
    }

    private static void Write(ScratchInitramfs machine, string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(machine.PathInSysroot(path))!);
        File.WriteAllBytes(machine.PathInSysroot(path), content);
    }

    private static void Replace(ScratchInitramfs machine, DiskPlace place, long size)
    {
        using var file = File.Create(machine.PathInSysroot(place.Path));
        file.SetLength(size);
    }

    // Its peak memory, from the kernel. It includes chroot(1), which executed it and used less.
    private static (string Error, int Kilobytes) Measure(ScratchInitramfs machine, string commandLine)
    {
        var output = machine.Shell($"time --quiet --format %M --output kilobytes chroot . /bin/prepare-root /sysroot '{commandLine}' 2>&1 || cat kilobytes");
        var lines = output.TrimEnd('\n').Split('\n');
        return (output, int.Parse(lines[^1], CultureInfo.InvariantCulture));
    }
}
