using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.MountTests.EveryCall;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Plan;

/// <summary>
/// <c>prepare-rootctl plan</c> names the mounts that the boot program then makes, and what it
/// leaves in <c>/run</c>.
/// </summary>
public class PlanTests
{
    private const string Tool = "prepare-rootctl";

    public static TheoryData<string> Names => [.. Modes.All.Select(mode => mode.Name)];

    public static TheoryData<string> GoldenRuns => ["yes", "no-legacy", "root-transient", "etc-transient"];

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Names))]
    public void Plan_names_the_mounts_of_every_mode(string name)
    {
        var mode = Modes.Of(name);
        using var machine = mode.Start();
        // The tool first asks whether its two outputs are terminals.
        var fakes = mode.Fakes().Where(fake => fake.StartsWith("ioctl:", StringComparison.Ordinal));
        var plan = Plan(machine, mode.Arguments[^1], [.. fakes.Select(fake => fake.Replace("when=1", "when=3", StringComparison.Ordinal))]);

        Assert.Equal(0, mode.Run(machine).Result.ExitStatus);

        Compare(plan, machine, mode.Place);
    }

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(GoldenRuns))]
    public void Plan_names_the_mounts_of_the_golden_runs(string name)
    {
        var golden = GoldenRun.Read(name);
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, golden.Configuration);
        var plan = Plan(machine, golden.CommandLine, []);

        Assert.Equal(0, machine.Run(golden.CommandLine).ExitStatus);

        Compare(plan, machine, machine.Sysroot);
    }

    [RequiresFact(Needs.Mounts)]
    public void Plan_changes_nothing()
    {
        using var machine = Modes.Ostree.Start();
        AddTool(machine);
        var before = machine.Observe();

        RunTool(machine, Modes.Ostree.Arguments[^1], []);

        Assert.Equal(before.Exact, machine.Observe().Exact);
    }

    private static JsonElement Plan(ScratchInitramfs machine, string commandLine, string[] fakes)
    {
        AddTool(machine);
        return RunTool(machine, commandLine, fakes);
    }

    private static void AddTool(ScratchInitramfs machine) => machine.Install(Artifacts.Tool, "/bin/" + Tool);

    private static JsonElement RunTool(ScratchInitramfs machine, string commandLine, string[] fakes)
    {
        string[] arguments = ["plan", "--json", "--sysroot", machine.Sysroot, "--cmdline", commandLine];
        var result = fakes.Length == 0 ? machine.RunBy(Tool, arguments) : machine.RunBy(Strace.With(fakes), Tool, arguments);
        Assert.Equal((0, ""), (result.ExitStatus, result.Error));
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private static void Compare(JsonElement plan, ScratchInitramfs machine, string place)
    {
        var planned = plan.GetProperty("mounts").EnumerateArray()
            .Where(mount => mount.GetProperty("made").GetBoolean())
            .Select(Describe);
        var state = machine.Observe();
        var made = state.Mounts
            .Where(mount => mount.MountPoint == place || mount.MountPoint.StartsWith(place + "/", StringComparison.Ordinal))
            .Where(mount => !(mount.MountPoint == place && mount.Type == "ext4" && mount.Root == "/"))
            .Select(mount => Describe(mount, place));

        Assert.Equal(planned.Order(StringComparer.Ordinal), made.Order(StringComparer.Ordinal));
        Assert.All(Strings(plan, "run"), path => Assert.True(ExistsInRun(machine, path), path));
    }

    private static string Describe(JsonElement mount)
    {
        var options = Strings(mount, "options");
        var isBind = mount.GetProperty("type").GetString() == "bind";
        var source = mount.GetProperty("source").GetString()!;
        return string.Join(
            ' ',
            mount.GetProperty("target").GetString(),
            isBind ? source["disk:".Length..].TrimEnd('/') + "/" : "overlay " + source,
            mount.GetProperty("access").GetString() is "ro" ? "ro" : "rw",
            options.Contains("nosuid") ? "nosuid" : "",
            options.Contains("shared") ? "shared" : "",
            options.Contains("verity=require") ? "verity" : "",
            mount.TryGetProperty("upper", out _) ? "upper" : "");
    }

    // The real disk of a machine has more options, as relatime.
    private static string Describe(MountEntry mount, string place)
    {
        var target = mount.MountPoint[place.Length..];
        var isBind = mount.Type != "overlay";
        var options = mount.Options.Split(',');
        var ofFileSystem = mount.SuperOptions.Split(',');
        return string.Join(
            ' ',
            target.Length == 0 ? "/" : target,
            isBind ? mount.Root.TrimEnd('/') + "/" : "overlay " + mount.Source,
            options.Contains("ro") ? "ro" : "rw",
            options.Contains("nosuid") ? "nosuid" : "",
            mount.Propagation.Contains("shared", StringComparison.Ordinal) ? "shared" : "",
            ofFileSystem.Contains("verity=require") ? "verity" : "",
            ofFileSystem.Any(option => option.StartsWith("upperdir=", StringComparison.Ordinal)) ? "upper" : "");
    }

    private static bool ExistsInRun(ScratchInitramfs machine, string path)
    {
        var name = machine.PathOf(path.TrimEnd('/'));
        // mkdtemp(3) replaces the suffix.
        return name.EndsWith("XXXXXX", StringComparison.Ordinal)
            ? Directory.GetDirectories(Path.GetDirectoryName(name)!, Path.GetFileName(name)[..^6] + "??????").Length == 1
            : Path.Exists(name) || File.ResolveLinkTarget(name, false) is not null;
    }

    private static string[] Strings(JsonElement parent, string name) =>
        [.. parent.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
}
