using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.Faults;
using PrepareRoot.Requests;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>
/// <c>prepare-rootctl initramfs</c>, for every configuration that a tree may have.
/// </summary>
public sealed class InitramfsCommandTests : IDisposable
{
    private static readonly string[] _modules = ["module erofs", "module overlay", "module loop", "optional-module sha512_generic"];

    private static readonly string[] _tpmModules = ["optional-module tpm_tis", "optional-module tpm_crb"];

    private static readonly string[] _arguments =
        ["argument ostree", "argument composefs", "argument composefs.digest", "argument androidboot.slot_suffix"];

    private readonly TemporaryDirectory _tree = new();

    public static TheoryData<string> Names => new(InitramfsRow.All.Select(row => row.Name));

    public void Dispose() => _tree.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Answer_is_what_goes_into_the_initramfs_or_why_there_can_be_none(string name)
    {
        var row = InitramfsRow.All.Single(row => row.Name == name);
        row.MakeIn(_tree[""]);

        var run = Run();

        string[] lines = row.Fails ? [] : [.. row.AllLines, .. _modules, .. row.Measures ? _tpmModules : [], .. _arguments];
        Assert.Equal(row.Error.Select(line => "prepare-rootctl: " + line.Replace("TREE", _tree[""], StringComparison.Ordinal)), Lines(run.Error));
        Assert.Equal(lines, Lines(run.Output));
        Assert.Equal(row.Fails ? 1 : 0, run.Status);
    }

    [Fact]
    public void Json_has_the_same_answer()
    {
        InitramfsRow.Make(_tree[""], """
            printf '[composefs]\nenabled=signed\nkeypath=/key\n[measure]\npcr=15\n' > etc/conf
            ln -s /etc/conf $conf
            """);

        var run = Run("--json");

        Assert.Equal(
            """
            {
              "always": true,
              "measure": 15,
              "refusal": "shell",
              "refusalDelay": 30,
              "files": [
                "/etc/ostree/prepare-root.conf"
              ],
              "sources": [
                "/etc/conf"
              ],
              "modules": [
                "erofs",
                "overlay",
                "loop"
              ],
              "optionalModules": [
                "sha512_generic",
                "tpm_tis",
                "tpm_crb"
              ],
              "arguments": [
                "ostree",
                "composefs",
                "composefs.digest",
                "androidboot.slot_suffix"
              ],
              "warnings": [
                "TREE/etc/ostree/prepare-root.conf: enabled=signed, but there is no TREE/key: the machine will not boot",
                "TREE/etc/ostree/prepare-root.conf: measure.pcr is set, but there is no TREE/usr/lib/systemd/systemd-pcrextend: the machine will not boot"
              ]
            }

            """.Replace("TREE", _tree[""], StringComparison.Ordinal),
            run.Output);
        Assert.Equal(0, run.Status);
        JsonDocument.Parse(run.Output).Dispose();
    }

    [Fact]
    public void Path_with_a_line_feed_is_only_for_json()
    {
        InitramfsRow.Make(_tree[""], """printf '[composefs]\nkeypath=/a\\nb\n' > $conf; echo $key > "$(printf 'a\nb')" """);

        Assert.Equal(
            new CtlRun(1, "", "prepare-rootctl: 'source /a\\u000ab' has a line feed in the path, which only --json can print\n"), Run());
        Assert.Equal("/a\nb", JsonDocument.Parse(Run("--json").Output).RootElement.GetProperty("files")[1].GetString());
    }

    [Fact]
    public void Tree_that_is_missing_is_not_taken_for_one_without_configuration() => Assert.Equal(
        new CtlRun(1, "", $"prepare-rootctl: refused [initramfs-unreadable]: {_tree["no"]}: No such file or directory\n"),
        CtlRun.Of("initramfs", "--root", _tree["no"]));

    [Fact]
    public void Root_that_is_empty_is_not_taken_for_the_whole_system()
    {
        var run = CtlRun.Of("initramfs", "--root", "");

        Assert.Equal((2, ""), (run.Status, run.Output));
        Assert.StartsWith("prepare-rootctl: --root must name a directory, but is empty\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Unit_has_the_arguments_that_name_a_root()
    {
        const string condition = "ConditionKernelCommandLine=|";
        var unit = File.ReadLines(Checkout.File("config/prepare-root.service"));

        Assert.Equal(RootArguments.Names, unit.Where(line => line.StartsWith(condition, StringComparison.Ordinal)).Select(line => line[condition.Length..]));
    }

    [Fact]
    public void Arguments_that_name_a_root_are_those_that_the_policy_asks_for()
    {
        Assert.True(!Policy("root=/dev/vda").Try(out _, out var fault));
        Assert.Equal("no-root-requested", fault.Code.Name);
        Assert.All(RootArguments.Names, name => Assert.Contains(name + "=", fault.Cause, StringComparison.Ordinal));

        foreach (var name in RootArguments.Names)
        {
            if (!Policy(name + "=x").Try(out _, out fault))
                Assert.Equal("kernel-argument-malformed", fault.Code.Name);
        }
    }

    private static Result<RootPolicy> Policy(string commandLine) =>
        RootPolicy.From(KernelCommandLine.Parse(commandLine), PrepareRootConfiguration.Default, SetupRootConfiguration.Default);

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');

    private CtlRun Run(params string[] options) => CtlRun.Of(["initramfs", "--root", _tree[""], .. options]);
}
