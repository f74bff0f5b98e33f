using System;
using System.IO;
using System.Text;
using PrepareRoot.BootTests.Fixtures;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;
using Xunit.Abstractions;

namespace PrepareRoot.BootTests.Chain;

/// <summary>
/// The chain from the firmware to the content of a file. Each test breaks one link of it.
/// </summary>
public class SecureBootTests(SealedBoot boot, ITestOutputHelper output) : IClassFixture<SealedBoot>
{
    private const string On = "1";
    private const string Off = "0";

    private static readonly string _prepared = Prepared(CommandLines.Sha256V1);

    [RequiresFact(Needs.Machine | Needs.SecureBoot)]
    public void Firmware_starts_the_signed_program_that_boots_the_image_whose_file_is_read()
    {
        var facts = Facts("signed", boot.SignedProgram);

        Assert.Equal("", facts.Error);
        Assert.Equal(_prepared, facts.Output);
        Assert.Equal(On, facts.Text("secure-boot").Trim());
        Assert.Equal(FileOfTheFixture(), Convert.FromBase64String(facts.Text("file")));
        Assert.Equal("", facts.Text("unreadable"));
    }

    [RequiresFact(Needs.Machine | Needs.SecureBoot)]
    public void Firmware_does_not_start_a_program_that_is_not_signed() => ExpectNotStarted(Run("unsigned", boot.UnsignedProgram));

    [RequiresFact(Needs.Machine | Needs.SecureBoot)]
    public void Firmware_does_not_start_a_signed_program_whose_command_line_was_edited() => ExpectNotStarted(Run("edited", Edited()));

    // So the firmware rejects only the missing signature: the program itself starts, and requests
    // another image.
    [RequiresFact(Needs.Machine | Needs.SecureBoot)]
    public void Edited_command_line_boots_the_image_that_it_asks_for_without_Secure_Boot()
    {
        var facts = Facts("edited-insecure", Edited(), secureBoot: false);

        Assert.Equal("", facts.Error);
        Assert.Equal(Prepared(CommandLines.Sha256V2), facts.Output);
        Assert.Equal(Off, facts.Text("secure-boot").Trim());
    }

    [RequiresFact(Needs.Machine | Needs.SecureBoot)]
    public void Wrong_image_under_the_requested_name_is_refused()
    {
        const string name = "sha256/composefs/images/" + CommandLines.Sha256V1;

        var facts = Facts("image-swapped", boot.SignedProgram, disk => Disk.Edit(disk, "rm " + name, $"symlink {name} {CommandLines.Sha256V2}"));

        Assert.StartsWith(
            $"prepare-root: refused [image-digest-differs]: /sysroot/composefs/images/{CommandLines.Sha256V1}: the kernel command line requires "
            + $"sha256:{CommandLines.Sha256V1}, but the file has sha256:{CommandLines.Sha256V2}\n",
            facts.Error,
            StringComparison.Ordinal);
        Assert.Equal("", facts.Output);
        Assert.Equal(facts.MountsBefore, facts.MountsAfter);
    }

    [RequiresFact(Needs.Machine | Needs.SecureBoot)]
    public void File_whose_object_was_changed_can_not_be_read_and_all_others_can()
    {
        var facts = Facts("object-changed", boot.SignedProgram, disk => Disk.Corrupt(disk, "sha256/" + FixtureDisk.Sha256.ObjectOf(SealedBoot.File)));

        Assert.Equal("", facts.Error);
        Assert.Equal(_prepared, facts.Output);
        Assert.Equal($"md5sum: can't read '{SealedBoot.File[1..]}': Input/output error\n", facts.Text("unreadable"));
        Assert.Equal("", facts.Text("file"));
    }

    private CaseFacts Facts(string name, byte[] program, Action<string>? tamper = null, bool secureBoot = true)
    {
        var result = Run(name, program, tamper, secureBoot);
        return CaseFacts.Parse(result.Report, result.Console);
    }

    private MachineResult Run(string name, byte[] program, Action<string>? tamper = null, bool secureBoot = true)
    {
        var result = boot.Run(name, program, tamper, secureBoot);
        output.WriteLine($"{result.Elapsed.TotalSeconds:0.0} s");
        return result;
    }

    private static void ExpectNotStarted(MachineResult result)
    {
        Assert.Matches("(?m)^BdsDxe: failed to load .*: (Access Denied|Security Violation)$", result.Console);
        // The firmware writes to every serial port.
        Assert.DoesNotContain("@@fact", result.Report, StringComparison.Ordinal);
    }

    // Changes the digest in the signed program's .cmdline section to that of another image on the
    // disk.
    private byte[] Edited()
    {
        var edited = boot.SignedProgram.AsSpan().ToArray();
        var place = edited.AsSpan().IndexOf(Encoding.ASCII.GetBytes(SealedBoot.Argument(CommandLines.Sha256V1)));
        Encoding.ASCII.GetBytes(SealedBoot.Argument(CommandLines.Sha256V2)).CopyTo(edited.AsSpan(place));
        return edited;
    }

    private static string Prepared(string hex) =>
        $"prepare-root: /sysroot is state/deploy/{hex} (composefs sha256:{hex}, verified against the kernel command line)\n";

    private static byte[] FileOfTheFixture()
    {
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            var file = "composefs-fixture/tree" + SealedBoot.File;
            Command.Run(
                "tar", "-I", "zstd -d --long=27", "-C", directory.FullName, "-xf", Checkout.Fixture("composefs-sysroot.tar.zst"), file);
            return File.ReadAllBytes(Path.Combine(directory.FullName, file));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
