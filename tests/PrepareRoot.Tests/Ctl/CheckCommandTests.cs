using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>
/// <c>prepare-rootctl check</c>, on copies of the fixtures' disks that are broken.
/// </summary>
public sealed partial class CheckCommandTests : IDisposable
{
    // The kernel of the fixture has no configuration, and its initramfs is none.
    private const string Notes = """
        note      deployment:/usr/lib/modules/6.12.0-test/initramfs.img: can't be read as an initramfs: there is neither a cpio archive nor a compressed one, but 'DUMM'
                  whether the kernel 6.12.0-test of the deployment has EROFS and overlayfs is not known: it came without its configuration

        """;

    private readonly TemporaryDirectory _directory = new();

    public static TheoryData<string> Titles => [.. CheckRow.All.Select(row => row.Title)];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Titles))]
    public void Every_broken_disk_has_its_findings_and_exit_status(string title)
    {
        var row = CheckRow.All.Single(row => row.Title == title);
        Break(row);

        var run = Check(row);

        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal("", run.Error);
        Assert.Equal(row.Findings, lines.Skip(1).TakeWhile(line => !line.StartsWith("to do", StringComparison.Ordinal) && !line.StartsWith("note", StringComparison.Ordinal)));
        Assert.Equal(row.Status, run.Status);
        Assert.StartsWith(
            row.Status switch { 0 => "● NAME  boots  ", 3 => "● NAME  DAMAGED  ", _ => "○ NAME  REFUSED  " },
            NameInLine().Replace(lines[0], "$1 NAME  "), StringComparison.Ordinal);
    }

    [Fact]
    public void Line_of_a_boot_says_why_it_is_trusted_and_what_was_compared()
    {
        Break(CheckRow.All[0]);

        Assert.Equal("● COMMIT.0  boots  nothing is verified, 221 files, 215 objects compared by size, T s\n" + Notes, Check(CheckRow.All[0]).Output);
        Assert.Equal(
            "● COMMIT.0  boots  nothing is verified, 221 files, 215 objects verified, T s\n" + Notes,
            Check(CheckRow.All[0] with { Options = ["--deep"] }).Output);
    }

    [Fact]
    public void Warning_of_the_boot_is_counted_in_its_line_and_has_one_below()
    {
        Break(CheckRow.All[0]);

        var lines = Check(CheckRow.All[0] with { Enabled = "yes\nenabeld = verity" }).Output.Split('\n');

        Assert.Equal("● COMMIT.0  boots  nothing is verified, 221 files, 215 objects compared by size, T s, 1 warning", lines[0]);
        Assert.Equal("warning   CONF/etc/ostree/prepare-root.conf:3: ignored: there is no key 'composefs.enabeld'", lines[1]);
    }

    [Fact]
    public void All_entries_have_a_line_and_what_they_share_is_checked_once()
    {
        Break(CheckRow.All.Single(row => row.Title == "an object is missing"));
        File.Delete(_directory["disk/boot/loader.1/entries/ostree-1.conf"]);
        File.WriteAllText(_directory["disk/boot/loader.1/entries/ostree-3.conf"], "title no kernel\n");
        File.CreateSymbolicLink(_directory["disk/boot/loader.1/entries/outside.conf"], "/etc/hostname");

        var run = CtlRun.Of("check", "--all", "--sysroot", _directory["disk"], "--config-root", Configure("yes"), "--json");

        Assert.Equal((1, ""), (run.Status, run.Error));
        var boots = JsonDocument.Parse(run.Output).RootElement.GetProperty("boots").EnumerateArray().ToArray();
        Assert.Equal(
            [
                // Another tree.
                "ostree-7 boots",
                "ostree-6 damaged object-missing", "ostree-5 damaged object-missing", "ostree-4 damaged object-missing",
                "ostree-3 unknown entry-unreadable", "ostree-2 damaged object-missing",
            ],
            boots.Select(boot => string.Join(' ', [
                boot.GetProperty("name").GetString(), boot.GetProperty("verdict").GetString(),
                .. boot.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString())])));
        Assert.Equal(0, boots[^1].GetProperty("objects").GetProperty("checked").GetInt32());
    }

    [Fact]
    public void Images_without_an_entry_come_after_the_entries()
    {
        Break(CheckRow.All[0]);
        foreach (var entry in Directory.GetFiles(_directory["disk/boot/loader.1/entries"])[1..])
            File.Delete(entry);
        File.WriteAllText(_directory["disk/boot/loader.1/entries/uki.conf"], "uki /EFI/Linux/named.efi\n");
        foreach (var (path, commandLine) in ((string, string)[])[
            ("boot/EFI/Linux/named.efi", "rw ostree=/LINK/0"), ("boot/EFI/Linux/bare.EFI", "rw ostree=/LINK/1"), ("boot/efi/EFI/Linux/second.efi", "rw ostree=/LINK/9"),
            ("boot/EFI/Linux/note.txt", "")])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_directory["disk/" + path])!);
            File.WriteAllBytes(_directory["disk/" + path], UnifiedKernelImageTests.Pe((".linux", "kernel"), (".cmdline", PlanRun.Lengthen(commandLine))));
        }

        var run = CtlRun.Of("check", "--all", "--sysroot", _directory["disk"], "--config-root", Configure("yes"), "--json");

        var boots = JsonDocument.Parse(run.Output).RootElement.GetProperty("boots").EnumerateArray().ToArray();
        Assert.Equal(["uki boots", "bare boots", "second refused"], boots.Where(boot => boot.GetProperty("name").GetString() is not ['o', 's', 't', ..]).Select(boot => boot.GetProperty("name").GetString() + " " + boot.GetProperty("verdict").GetString()));
        Assert.Equal(4, boots.Length);
    }

    [Fact]
    public void Finding_in_json_has_the_path_and_the_object()
    {
        var row = CheckRow.All.Single(row => row.Title == "init's object is missing");
        Break(row);

        var finding = JsonDocument.Parse(Check(row with { Options = ["--json"] }).Output).RootElement
            .GetProperty("boots")[0].GetProperty("findings")[0];

        Assert.Equal(
            """{"code":"object-missing","effect":"refused","cause":"object 27/1148ea8e67381f4314869f9dcd7629471fdeda30b79c4fc9c5d4b1650a7a5a.file is missing","path":"/usr/bin/busybox","more":1,"object":"27/1148ea8e67381f4314869f9dcd7629471fdeda30b79c4fc9c5d4b1650a7a5a.file"}""",
            JsonSerializer.Serialize(finding));
    }

    // Another thread gives the image a new time all along. Which run is long enough for that to be
    // seen is up to the scheduler.
    [Fact]
    public void Image_that_is_changed_during_the_check_is_named()
    {
        var row = CheckRow.All[0];
        Break(row);
        var image = Directory.GetFiles(_directory["disk/ostree/deploy/testos/deploy/" + PlanRun.Lengthen("COMMIT.0")], ".ostree.cfs").Single();
        var run = Check(row);
        Assert.Equal(0, run.Status);

        using var end = new CancellationTokenSource();
        var change = new Thread(() =>
        {
            for (var time = DateTime.UnixEpoch; !end.IsCancellationRequested; time += TimeSpan.FromSeconds(1))
                File.SetLastWriteTimeUtc(image, time);
        });
        change.Start();
        for (var count = 0; count < 100 && run.Status == 0; count++)
            run = Check(row with { Options = ["--deep"] });
        end.Cancel();
        change.Join();

        Assert.Equal(1, run.Status);
        Assert.Contains("\nunknown   DISK/ostree/deploy/testos/deploy/COMMIT.0/.ostree.cfs was changed during the check: check again  [disk-changed]\n", run.Output, StringComparison.Ordinal);
    }

    private void Break(CheckRow row) => Command.Run(
        "sh", "-euc", "cp -a \"$1\" \"$2\"; cd \"$2\"; " + PlanRun.Lengthen(row.Damage), "sh",
        row.IsComposefs ? FixtureTree.Composefs : FixtureTree.Ostree, _directory["disk"]);

    private CtlRun Check(CheckRow row)
    {
        var conf = Configure(row.Enabled);
        var run = CtlRun.Of(
            ["check", "--sysroot", _directory["disk"], "--config-root", conf, "--cmdline", PlanRun.Lengthen(row.CommandLine), .. row.Options]);
        var output = PlanRun.Shorten(run.Output, _directory["disk"], conf);
        return run with { Output = OtherDigest().Replace(Seconds().Replace(output, ", T s"), "but has DIGEST") };
    }

    private string Configure(string enabled)
    {
        Directory.CreateDirectory(_directory["conf/etc/ostree"]);
        File.WriteAllText(_directory["conf/etc/ostree/prepare-root.conf"], CommandLines.Enabled(enabled));
        return _directory["conf"];
    }

    [GeneratedRegex(@"(?:, |(?<=  ))\d+\.\d s(?=$|, \d+ warning)", RegexOptions.Multiline)]
    private static partial Regex Seconds();

    [GeneratedRegex("but has sha256:[0-9a-f]{64}")]
    private static partial Regex OtherDigest();

    [GeneratedRegex("^(.) [^ ]+  ")]
    private static partial Regex NameInLine();
}
