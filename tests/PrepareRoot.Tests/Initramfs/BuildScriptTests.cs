using System;
using System.IO;
using System.Linq;
using PrepareRoot.Initramfs;
using PrepareRoot.Support;
using PrepareRoot.Tests.Ctl;
using Xunit;

namespace PrepareRoot.Tests.Initramfs;

/// <summary>What the scripts for all generators share: <c>config/initramfs/build.sh</c>.</summary>
public sealed class BuildScriptTests : IDisposable
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryDirectory _tree = new();

    public static TheoryData<string> Names => new(InitramfsRow.All.Where(row => !row.Fails).Select(row => row.Name));

    public void Dispose() => _tree.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Files_that_are_copied_read_the_same_in_the_initramfs(string name)
    {
        var row = InitramfsRow.All.Single(row => row.Name == name);
        row.MakeIn(_tree[""]);
        // What another hook may have left: a link out of the initramfs.
        var outside = _tree.Write("outside", "");
        Directory.CreateDirectory(_tree["image/etc/ostree"]);
        File.CreateSymbolicLink(_tree["image/etc/ostree/prepare-root.conf"], outside);
        var contents = CtlRun.Of("initramfs", "--root", _tree[""]).Output;

        Call("""prepare_root_copy "$2" "$3" "$3/image" """, contents.TrimEnd('\n'), _tree[""]);

        Assert.Equal("", File.ReadAllText(outside));
        foreach (var line in row.Lines.Where(line => line.StartsWith("file ", StringComparison.Ordinal)))
        {
            var path = line["file ".Length..];
            Assert.True(InitramfsFile.Read(_tree[""], path, InitramfsConfiguration.Bound).Try(out var original, out _));
            Assert.True(InitramfsFile.Read(_tree["image"], path, InitramfsConfiguration.Bound).Try(out var copy, out _));
            Assert.NotNull(copy.Content);
            Assert.Equal(original.Content, copy.Content);
        }
        Assert.Equal(row.Lines.Contains("always"), File.Exists(_tree["image/usr/lib/prepare-root/always"]));
        Assert.Equal(contents, File.ReadAllText(_tree["image/usr/lib/prepare-root/contents"]));
    }

    [Fact]
    public void Files_that_can_t_be_copied_are_an_error()
    {
        var result = CallToAnyEnd("""prepare_root_copy "$2" "$3" "$3/image" """, "source /no\nfile /no", _tree[""]);

        Assert.Equal(1, result.ExitStatus);
        Assert.Contains(_tree["no"], result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Prepare_rootctl_of_the_tree_comes_before_that_of_the_system_and_gets_the_tree()
    {
        Tool("usr/bin", "tree");
        Tool("bin", "system");

        Assert.Equal($"tree: initramfs --root {_tree[""]}\n", Contents().Output);
    }

    // As one for another architecture.
    [Fact]
    public void Prepare_rootctl_of_the_system_answers_where_that_of_the_tree_can_t_run()
    {
        Directory.CreateDirectory(_tree["usr/bin"]);
        _tree.Write("usr/bin/prepare-rootctl", "\x7fELF");
        File.SetUnixFileMode(_tree["usr/bin/prepare-rootctl"], Executable);
        Tool("bin", "system");

        Assert.Equal($"system: initramfs --root {_tree[""]}\n", Contents().Output);
    }

    [Fact]
    public void Missing_prepare_rootctl_is_an_error()
    {
        var result = Contents();

        Assert.Equal((1, "", $"prepare-rootctl is missing: none runs here, neither {_tree["usr/bin/prepare-rootctl"]} nor one in PATH\n"), (result.ExitStatus, result.Output, result.Error));
    }

    private void Tool(string directory, string name)
    {
        Directory.CreateDirectory(_tree[directory]);
        _tree.Write(directory + "/prepare-rootctl", "#!/bin/sh\necho \"" + name + ": $*\"\n");
        File.SetUnixFileMode(_tree[directory + "/prepare-rootctl"], Executable);
    }

    private CommandResult Contents() => CallToAnyEnd($"PATH={_tree["bin"]}:/usr/bin:/bin; prepare_root_contents \"$2\"", _tree[""]);

    private static void Call(string script, params string[] arguments)
    {
        var result = CallToAnyEnd(script, arguments);
        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
    }

    private static CommandResult CallToAnyEnd(string script, params string[] arguments) =>
        new Command("sh", ["-uc", ". \"$1\"; " + script, "sh", Checkout.File("config/initramfs/build.sh"), .. arguments]).RunToAnyEnd();
}
