using System.Collections.Generic;
using PrepareRoot.Faults;
using PrepareRoot.Requests;
using Xunit;
using Action = PrepareRoot.Requests.Action;

namespace PrepareRoot.Tests.Requests;

/// <summary>
/// Three programs in one: the name by which it is called selects the syntax of its arguments.
/// </summary>
public class InvocationTests
{
    private const string Own = "/usr/lib/prepare-root/prepare-root";
    private const string Ostree = "/usr/lib/ostree/ostree-prepare-root";
    private const string Composefs = "/usr/bin/composefs-setup-root";
    private const string Bootc = "/usr/lib/bootc/initramfs-setup";

    private static readonly Options _usual = new("/sysroot");

    public static IEnumerable<object[]> Calls => new TheoryData<string, string, Options>
    {
        { Own, "", _usual },
        { Own, "/new_root", new("/new_root") },
        { Own, "/sysroot|ostree=/a b", _usual with { CommandLine = "ostree=/a b" } },
        { Own, "--|/sysroot", _usual },
        { Own, "setup-root", new("/work/setup-root") },
        { Own, ".|quiet", new("/work") { CommandLine = "quiet" } },
        { Ostree, "./disk", new("/work/disk") },
        { Ostree, "/sysroot", _usual },
        { "ostree-prepare-root", "/sysroot|quiet", _usual with { CommandLine = "quiet" } },
        { "", "/sysroot", _usual },

        { Composefs, "", _usual },
        { "composefs-setup-root", "--sysroot|/new_root", new("/new_root") },
        { Composefs, "--sysroot=/new_root", new("/new_root") },
        { Composefs, "--config|/etc/c.toml", _usual with { SetupConfiguration = "/etc/c.toml" } },
        { Composefs, "--config=/etc/a=b", _usual with { SetupConfiguration = "/etc/a=b" } },
        { Composefs, "--root-fs|/tree|--target=/target", _usual with { RootTree = "/tree", Target = "/target" } },
        { Composefs, "--sysroot|disk|--config=a/c.toml", new("/work/disk") { SetupConfiguration = "/work/a/c.toml" } },
        { Composefs, "--sysroot|.//./disk|--root-fs|../tree|--target|.", new("/work/disk") { RootTree = "/work/../tree", Target = "/work" } },
        { Bootc, "setup-root|--sysroot=./|--cmdline=./", new("/work") { CommandLine = "./" } },
        { Composefs, "--cmdline|quiet composefs=00", _usual with { CommandLine = "quiet composefs=00" } },
        { Composefs, "--cmdline=", _usual with { CommandLine = "" } },
        { Composefs, "--cmdline=--help", _usual with { CommandLine = "--help" } },
        { Composefs, "words|that mean|nothing|-", _usual },
        { Composefs, "a|--sysroot|/x|b", new("/x") },
        { Composefs, "--sysroot|/x|--|--sysroot|/y|--help", new("/x") },

        { Bootc, "setup-root", _usual },
        { "initramfs-setup", "setup-root|--sysroot=/x|--config|/c|--cmdline|q", new("/x") { SetupConfiguration = "/c", CommandLine = "q" } },
        { Bootc, "setup-root|setup-root", _usual },
    };

    public static IEnumerable<object[]> Questions => new TheoryData<string, string, Action>
    {
        { Own, "--help", Action.Help },
        { Own, "-h", Action.Help },
        { Own, "--version", Action.Version },
        { Ostree, "-V", Action.Version },
        { Composefs, "--help", Action.Help },
        { Composefs, "--sysroot=/x|-V", Action.Version },
        { Bootc, "--help", Action.Help },
        { Bootc, "setup-root|--version", Action.Version },
    };

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { Own, "--sysroot|/x", "there is no option '--sysroot'" },
        { Own, "-x", "there is no option '-x'" },
        { Own, "/a|b|c", "too many arguments: at most SYSROOT and KERNEL_CMDLINE are allowed" },
        { Ostree, "--config=/x", "there is no option '--config=/x'" },
        { Composefs, "--root|/x", "there is no option '--root'" },
        { Composefs, "--root=/x", "there is no option '--root'" },
        { Composefs, "-s|/x", "there is no option '-s'" },
        { Composefs, "--sysroot", "--sysroot needs a value" },
        { Composefs, "--sysroot|--config|/x", "--sysroot needs a value" },
        { Composefs, "--cmdline|--help", "--cmdline needs a value" },
        { Composefs, "--cmdline|--|a", "--cmdline needs a value" },
        { Composefs, "--sysroot=", "--sysroot must be a path, but is ''" },
        { Composefs, "--target=", "--target must be a path, but is ''" },
        { Own, "|quiet", "SYSROOT must be a path, but is ''" },
        { Composefs, "--target|./x/|--sysroot=/work/x", "--target must differ from the mount point of the disk; without --target, the new root replaces the disk" },
        { Composefs, "--sysroot|/x|--sysroot=/x", "--sysroot is given more than once" },
        { Composefs, "--target|/x/|--sysroot=/x", "--target must differ from the mount point of the disk; without --target, the new root replaces the disk" },
        { Bootc, "", "the first argument of initramfs-setup must be setup-root" },
        { Bootc, "--sysroot|/x|setup-root", "the first argument of initramfs-setup must be setup-root" },
        { Bootc, "setup-root|--option", "there is no option '--option'" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    internal void Arguments_say_where_things_are(string program, string words, Options options)
    {
        Assert.True(Invocation.Parse(program, Split(words), () => "/work").Try(out var invocation, out _));
        Assert.Equal(new Invocation(Action.Prepare, options), invocation);
    }

    [Theory]
    [MemberData(nameof(Questions))]
    internal void Help_and_version_go_by_every_name(string program, string words, Action action)
    {
        Assert.True(Invocation.Parse(program, Split(words), () => "/work").Try(out var invocation, out _));
        Assert.Equal(action, invocation.Action);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Unknown_arguments_are_a_usage_error(string program, string words, string cause)
    {
        Assert.False(Invocation.Parse(program, Split(words), () => "/work").Try(out _, out var fault));
        Assert.Equal(new Fault(FaultCode.Usage, cause), fault);
    }

    [Theory]
    [InlineData("disk", "/", "/disk")]
    [InlineData(".", "/", "/")]
    [InlineData("./", "/", "/")]
    [InlineData("/disk/", null, "/disk/")]
    [InlineData("disk", null, null)]
    [InlineData(".", null, null)]
    public void Relative_paths_start_from_the_working_directory(string path, string? workingDirectory, string? absolute)
    {
        var parsed = Invocation.Parse(Own, [path], () => workingDirectory).Try(out var invocation, out var fault);

        Assert.Equal(absolute, parsed ? invocation!.Options.Sysroot : null);
        if (!parsed)
            Assert.Equal(new Fault(FaultCode.Usage, $"SYSROOT must be an absolute path, because the working directory has none, but is '{path}'"), fault);
    }

    private static string[] Split(string words) => words.Length == 0 ? [] : words.Split('|');
}
