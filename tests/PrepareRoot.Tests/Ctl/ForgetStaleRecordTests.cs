using System;
using System.IO;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary><c>prepare-rootctl forget-stale-record</c></summary>
public sealed class ForgetStaleRecordTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();
    private readonly string _record;

    public ForgetStaleRecordTests()
    {
        Directory.CreateDirectory(_root["run"]);
        _record = _root["run/prepare-root.json"];
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Missing_record_is_no_error()
    {
        Assert.Equal(new CtlRun(0, "", ""), Run());
        Directory.Delete(_root["run"]);
        Assert.Equal(new CtlRun(0, "", ""), Run());
    }

    [Fact]
    public void Record_of_the_root_stays()
    {
        Write(Identity());

        Assert.Equal(new CtlRun(0, "", ""), Run());
        Assert.True(File.Exists(_record));
    }

    [Theory]
    [InlineData("0:1 2")]
    [InlineData("ROOT0")]
    [InlineData("ROOT ")]
    [InlineData("")]
    public void Record_of_another_root_is_removed(string identity)
    {
        Write(identity.Replace("ROOT", Identity(), StringComparison.Ordinal));

        Assert.Equal(new CtlRun(0, _record + " does not describe this root: removed\n", ""), Run());
        Assert.False(File.Exists(_record));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("root-device-inode: ROOT")]
    public void File_that_is_no_record_is_removed(string text)
    {
        File.WriteAllText(_record, text.Replace("ROOT", Identity(), StringComparison.Ordinal));

        Assert.Equal(new CtlRun(0, _record + " does not describe this root: removed\n", ""), Run());
        Assert.False(File.Exists(_record));
    }

    // The FIFO has no writer: opening it would block.
    [Theory]
    [InlineData("mkfifo prepare-root.json")]
    [InlineData("ln -s x prepare-root.json")]
    [InlineData("head -c 1048577 /dev/zero > prepare-root.json")]
    public void File_of_another_kind_is_removed(string script)
    {
        new Command("sh", "-euc", script) { WorkingDirectory = _root["run"] }.Run();

        Assert.Equal(new CtlRun(0, _record + " does not describe this root: removed\n", ""), Run());
        Assert.Empty(Directory.GetFileSystemEntries(_root["run"]));
    }

    [Fact]
    public void Directory_in_its_place_stays_and_is_an_error()
    {
        Directory.CreateDirectory(_record);

        Assert.Equal(new CtlRun(1, "", "prepare-rootctl: refused [record-unwritable]: " + _record + ": Is a directory\n"), Run());
        Assert.True(Directory.Exists(_record));
    }

    [Fact]
    public void Record_of_a_soft_reboot_into_this_root_takes_its_place()
    {
        Write("0:1 2");
        Directory.CreateDirectory(_root["run/prepare-root"]);
        File.WriteAllText(_root["run/prepare-root/next.json"], Text(Identity()));

        Assert.Equal(new CtlRun(0, _record + " is that of the soft reboot now\n", ""), Run());
        Assert.Equal(Text(Identity()), File.ReadAllText(_record));
        Assert.Empty(Directory.GetFileSystemEntries(_root["run/prepare-root"]));
    }

    [Theory]
    [InlineData("echo '{}' >next.json")]
    [InlineData("mkfifo next.json")]
    [InlineData("mkdir next.json")]
    [InlineData("ln -s ../prepare-root.json next.json")]
    public void Record_of_a_soft_reboot_into_another_root_does_not(string script)
    {
        Write("0:1 2");
        Directory.CreateDirectory(_root["run/prepare-root"]);
        new Command("sh", "-euc", script) { WorkingDirectory = _root["run/prepare-root"] }.Run();

        Assert.Equal(new CtlRun(0, _record + " does not describe this root: removed\n", ""), Run());
        Assert.False(File.Exists(_record));
    }

    [Fact]
    public void Root_may_be_named_by_a_link()
    {
        Write(Identity());
        File.CreateSymbolicLink(_root["link"], _root[""]);

        Assert.Equal(new CtlRun(0, "", ""), CtlRun.Of("forget-stale-record", "--root", _root["link"]));
        Assert.True(File.Exists(_record));
    }

    [Fact]
    public void Unit_runs_the_command() =>
        Assert.Contains("ExecStart=/usr/bin/prepare-rootctl forget-stale-record", File.ReadLines(Checkout.File("config/prepare-root-record.service")));

    private CtlRun Run() => CtlRun.Of("forget-stale-record", "--root", _root[""]);

    private void Write(string identity) => File.WriteAllText(_record, Text(identity));

    private static string Text(string identity) =>
        new JsonObject().Add("version", 1UL).Add("root-device-inode", identity).Add("plan", ["mount"]).ToString();

    // The device and inode of the root, as the record has them.
    private string Identity()
    {
        Assert.Equal(Errno.None, Files.Status(null, _root[""], out var status));
        return $"{status.Device.Major}:{status.Device.Minor} {status.Inode}";
    }
}
