using System;
using System.IO;
using System.Text.Json;
using PrepareRoot.Ctl;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

public sealed class CommandLineTests : IDisposable
{
    private static readonly string Hex = new('5', 64);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("a command is missing", "")]
    [InlineData("there is no command 'frobnicate'", "frobnicate")]
    [InlineData("digest", "digest")]
    [InlineData("--algorithm must be sha256 or sha512, but is 'md5'", "digest --algorithm md5 FILE")]
    [InlineData("there is no option '--frob' (a file", "public-key --frob FILE")]
    [InlineData("'--key' is required", "sign --digest HEX")]
    [InlineData("--digest or IMAGE is missing", "sign --key K")]
    [InlineData("--digest and IMAGE exclude each other", "sign --key K --digest HEX IMAGE")]
    [InlineData("--algorithm is for IMAGE", "sign --key K --algorithm sha512 --digest HEX")]
    [InlineData("'--signature' is required", "verify --key K --digest HEX")]
    [InlineData("--digest must be 64 (SHA-256) or 128 (SHA-512) hexadecimal digits", "sign --key K --digest abc")]
    [InlineData("'HEX0', which has 65 characters", "sign --key K --digest HEX0")]
    [InlineData("'sha512:HEX'", "sign --key K --digest sha512:HEX")]
    [InlineData("'md5:HEX'", "sign --key K --digest md5:HEX")]
    [InlineData("':HEX'", "sign --key K --digest :HEX")]
    [InlineData("'--output' is required", "keygen")]
    [InlineData("'--root'", "initramfs --root=")]
    [InlineData("'TREE'", "initramfs TREE")]
    [InlineData("'TREE'", "forget-stale-record TREE")]
    [InlineData("Required command was not provided", "inspect")]
    [InlineData("'IMAGE'", "inspect IMAGE")]
    [InlineData("Required argument missing for command: 'diff'", "diff OLD")]
    [InlineData("--algorithm and --against exclude each other", "digest --algorithm sha512 --against HEX FILE")]
    [InlineData("--against must be 64 (SHA-256)", "digest --against abc FILE")]
    [InlineData("'--sysroot'", "plan --sysroot=")]
    [InlineData("--cmdline and --uki exclude each other", "plan --cmdline a --uki b")]
    [InlineData("--config-root and --initramfs exclude each other", "plan --config-root a --initramfs b")]
    [InlineData("'TREE'", "plan TREE")]
    [InlineData("--all and --entry exclude each other", "check --all --entry b")]
    [InlineData("'--target' is required", "assemble")]
    [InlineData("'--target'", "assemble --target=")]
    [InlineData("either --level or --undo must be given", "factory-reset")]
    [InlineData("either --level or --undo must be given", "factory-reset --level etc --undo")]
    [InlineData("--level must be etc or var, but is 'all'", "factory-reset --level all")]
    [InlineData("'--output' is required", "seal TREE")]
    [InlineData("'seal'", "seal --output= TREE")]
    [InlineData("'seal'", "seal --output DIR --sign= TREE")]
    [InlineData("--format must be v1 or v2, but is 'v3'", "seal --output DIR --format v3 TREE")]
    [InlineData("--special-files must be refuse or skip or keep, but is 'Keep'", "seal --output DIR --special-files Keep TREE")]
    [InlineData("'--digest' is required", "remove")]
    [InlineData("'--sysroot'", "gc --sysroot=")]
    public void Unknown_commands_and_options_exit_2(string reason, string words)
    {
        var run = CtlRun.Of(words.Replace("HEX", Hex, StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((2, ""), (run.Status, run.Output));
        Assert.Contains(reason.Replace("HEX", Hex, StringComparison.Ordinal), run.Error, StringComparison.Ordinal);
        Assert.All(run.Error.TrimEnd('\n').Split('\n'), line => Assert.StartsWith("prepare-rootctl: ", line, StringComparison.Ordinal));
    }

    // The kernel command line of the machine that runs the test names no deployment, which would be
    // another message.
    [Theory]
    [InlineData("plan")]
    [InlineData("plan --cmdline composefs=x")]
    [InlineData("check")]
    [InlineData("check --all")]
    [InlineData("check --json")]
    [InlineData("why /usr")]
    public void Disk_that_is_not_there_is_an_error(string words)
    {
        Command.Run("mkfifo", _directory["fifo"]);
        foreach (var (path, problem) in ((string, string)[])[
            (_directory["nowhere"], "No such file or directory"),
            (_directory.Write("file", "") + "/beneath", "Not a directory"),
            (_directory["fifo"], "must be a directory, or the image of a disk, but is a FIFO"),
            ("/dev/zero", "must be a directory, or the image of a disk, but is a character device")])
        {
            Assert.Equal(
                new CtlRun(1, "", "prepare-rootctl: --sysroot " + path + ": " + problem + "\n"),
                CtlRun.Of([.. words.Split(' '), "--sysroot", path]));
        }
        var file = CtlRun.Of([.. words.Split(' '), "--sysroot", _directory["file"]]);
        Assert.Equal((1, ""), (file.Status, file.Output));
        Assert.StartsWith("prepare-rootctl: " + _directory["file"] + ": must ", file.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a file", "keygen --output")]
    [InlineData("a file", "sign --digest HEX --key")]
    [InlineData("a file", "verify --digest HEX --signature AAAA --key")]
    [InlineData("a path", "plan --sysroot")]
    [InlineData("a path", "check --entry")]
    [InlineData("a path", "why /usr --sysroot")]
    [InlineData("a directory", "initramfs --root")]
    [InlineData("a directory", "assemble --target")]
    public void Option_with_an_empty_name_is_a_usage_error(string what, string words)
    {
        string[] arguments = [.. words.Replace("HEX", Hex, StringComparison.Ordinal).Split(' '), ""];
        Assert.Equal(
            new CtlRun(2, "", "prepare-rootctl: " + arguments[^2] + " must name " + what + ", but is empty\nprepare-rootctl: see prepare-rootctl " + arguments[0] + " --help\n"),
            CtlRun.Of(arguments));
    }

    [Theory]
    [InlineData("plan --sysroot / --config-root")]
    [InlineData("check --sysroot / --cmdline ostree=/x --config-root")]
    [InlineData("forget-stale-record --root")]
    public void Directory_that_is_not_there_is_an_error(string words)
    {
        var option = words.Split(' ')[^1];
        foreach (var (path, problem) in ((string, string)[])[(_directory["nowhere"], "No such file or directory"), (_directory.Write("file", ""), "Not a directory")])
            Assert.Equal(new CtlRun(1, "", "prepare-rootctl: " + option + " " + path + ": " + problem + "\n"), CtlRun.Of([.. words.Split(' '), path]));
    }

    [Theory]
    [InlineData("digest")]
    [InlineData("sign")]
    [InlineData("verify")]
    [InlineData("public-key")]
    [InlineData("keygen")]
    [InlineData("explain")]
    [InlineData("initramfs")]
    [InlineData("forget-stale-record")]
    [InlineData("inspect")]
    [InlineData("diff")]
    [InlineData("plan")]
    [InlineData("check")]
    [InlineData("why")]
    [InlineData("status")]
    [InlineData("assemble")]
    [InlineData("factory-reset")]
    [InlineData("seal")]
    [InlineData("remove")]
    [InlineData("gc")]
    public void Every_command_has_help_with_an_example(string command)
    {
        var run = CtlRun.Of(command, "--help");
        Assert.Equal((0, ""), (run.Status, run.Error));
        Assert.Contains("Examples:\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  prepare-rootctl " + command + " ", run.Output, StringComparison.Ordinal);
        var line = Assert.Single(CtlRun.Of("--help").Output.Split('\n'), line => line.StartsWith("  " + command + " ", StringComparison.Ordinal));
        Assert.InRange(line.Length, 1, 120);
    }

    [Fact]
    public void Manual_page_has_every_command_and_option()
    {
        var page = File.ReadAllText(Checkout.File("docs/man/prepare-rootctl.8")).Replace("\\-", "-", StringComparison.Ordinal);
        foreach (var command in CommandLine.Commands().Subcommands)
        {
            Assert.Contains("\n.SS " + command.Name + "\n", page, StringComparison.Ordinal);
            Assert.All(command.Options, option => Assert.Contains(option.Name, page, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Version_is_that_of_the_program() =>
        Assert.Equal(new CtlRun(0, "prepare-rootctl " + BuildVersion.Text + "\n", ""), CtlRun.Of("--version"));

    [Fact]
    public void Digests_of_several_files_are_lines_or_a_json_array()
    {
        var (a, b) = (_directory.Write("a", ""), _directory.Write("@ b", "abc"));
        const string digestA = "sha256:3d248ca542a24fc62d1c43b916eae5016878e2533c88238480b26128a1f1af95";
        const string digestB = "sha256:700b6bd8510f0b4f9bac8b9cf0459151a1c4a99f467892bb4bd289a67df8e19c";
        Assert.Equal(new CtlRun(0, digestA + " " + a + "\n" + digestB + " " + b + "\n", ""), CtlRun.Of("digest", a, b));

        var json = JsonDocument.Parse(CtlRun.Of("digest", "--json", a, b).Output).RootElement;
        Assert.Equal(2, json.GetArrayLength());
        Assert.Equal((b, digestB), (json[1].GetProperty("file").GetString(), json[1].GetProperty("digest").GetString()));
    }

    [Fact]
    public void File_that_cannot_be_read_does_not_stop_the_others()
    {
        var run = CtlRun.Of("digest", _directory["missing"], _directory.Write("a", ""));
        Assert.Equal(1, run.Status);
        Assert.EndsWith(" " + _directory["a"] + "\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("prepare-rootctl: " + _directory["missing"] + ": No such file or directory\n", run.Error);
    }

    // The FIFO has no writer: whoever waits for one hangs.
    [Fact]
    public void Anything_but_a_regular_file_is_refused_by_every_command()
    {
        Directory.CreateDirectory(_directory["directory"]);
        Command.Run("mkfifo", _directory["fifo"]);
        foreach (var (path, problem) in ((string, string)[])[
            (_directory["directory"], "must be a regular file, but is a directory"),
            (_directory["fifo"], "must be a regular file, but is a FIFO"),
            ("/dev/zero", "must be a regular file, but is a character device"),
            (_directory["missing"], "No such file or directory"),
            (_directory.Write("file", "") + "/beneath", "Not a directory")])
        {
            var key = _directory.Write("key", KeyForms.Pair);
            foreach (var words in (string[][])[
                ["digest", path], ["sign", "--key", path, "--digest", Hex], ["sign", "--key", key, path], ["public-key", path],
                ["verify", "--key", path, "--digest", Hex, "--signature", "AAAA"]])
            {
                Assert.Equal(new CtlRun(1, "", "prepare-rootctl: " + path + ": " + problem + "\n"), CtlRun.Of(words));
            }
        }
    }
}
