using System.Linq;
using System.Text;
using PrepareRoot.Ctl;
using PrepareRoot.Ctl.Inputs;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>Boot entries of the Boot Loader Specification.</summary>
public class BootEntryTests
{
    private const string Path = "/boot/loader/entries/a.conf";

    [Theory]
    [InlineData("linux /k\noptions a b\n", "a b")]
    [InlineData("linux /k\noptions a\noptions\tb  c \n", "a b  c")]
    [InlineData("# options a\nlinux /k\n  options   b\r\nx options c\n", "b")]
    [InlineData("linux /k", "")]
    [InlineData("linux /k\noptions\n", "")]
    [InlineData("linux /k\nOptions a\noptions b=\"c d\"", "b=\"c d\"")]
    public void Options_of_all_lines_are_the_command_line(string text, string commandLine) =>
        Assert.Equal(commandLine, Parse(text).CommandLine.Text);

    [Fact]
    public void Each_argument_has_its_file_and_line() => Assert.Equal(
        ["ostree /boot/loader/entries/a.conf:3", "composefs /boot/loader/entries/a.conf:4"],
        Setting.Of(Parse("title x\nlinux /k\noptions rw ostree=/a\noptions composefs=?b quiet\n").CommandLine)
            .Select(setting => setting.Name + " " + setting.Location));

    [Fact]
    public void Initrds_are_in_their_order()
    {
        var entry = Parse("linux /k\ninitrd /ucode.img\ninitrd /ostree/os/initramfs\n");

        Assert.Equal(["/ucode.img", "/ostree/os/initramfs"], entry.Initrds);
        Assert.Equal("/boot/ucode.img", BootEntry.Locate(Path, entry.Initrds[0]));
    }

    [Theory]
    [InlineData("/boot/loader/entries/a.conf", "/i", "/boot/i")]
    [InlineData("/boot/loader.1/entries/a.conf", "i", "/boot/i")]
    [InlineData("/loader/entries/a.conf", "/i", "/i")]
    [InlineData("/tmp/a.conf", "/i", "/tmp/i")]
    public void Paths_are_below_the_partition_that_holds_the_entry(string entry, string path, string located) =>
        Assert.Equal(located, BootEntry.Locate(entry, path));

    [Fact]
    public void Path_that_leaves_the_partition_is_refused() => Assert.Equal(
        Path + ": a path must not have '..', but is '/../../etc/shadow'",
        Assert.Throws<FailureException>(() => BootEntry.Locate(Path, "/../../etc/shadow")).Message);

    [Theory]
    [InlineData("", "must be a boot entry with a line 'linux', 'efi' or 'uki', but has none of them")]
    [InlineData("options a", "must be a boot entry with a line 'linux', 'efi' or 'uki', but has none of them")]
    [InlineData("linux /k\0", "must be a boot entry, but is not a text file in UTF-8")]
    public void Other_files_are_refused(string text, string problem) =>
        Assert.Equal(Path + ": " + problem, Assert.Throws<FailureException>(() => Parse(text)).Message);

    private static BootEntry Parse(string text) => BootEntry.Parse(Path, Encoding.UTF8.GetBytes(text));
}
