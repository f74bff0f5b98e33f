using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using PrepareRoot.MountTests.EveryCall;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Check;

/// <summary><c>prepare-rootctl check</c> says beforehand what the boot program then does.</summary>
public partial class CheckTests
{
    private const string Tool = "prepare-rootctl";
    private const string Objects = "cd sysroot/ostree/repo/objects; ";
    private const string OsRelease = "17/f4abe95cebf12ba1412983d5857319a7832c2238795d23c8ed9f2b3516b949.file";
    private const string Busybox = "27/1148ea8e67381f4314869f9dcd7629471fdeda30b79c4fc9c5d4b1650a7a5a.file";

    public static TheoryData<string> Foreseen => [.. BadInputTable.All.Where(row => UnforeseenRows.Reason(row) is null).Select(row => row.Title)];

    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [MemberData(nameof(Foreseen))]
    public void Refusal_is_foreseen(string title)
    {
        var row = BadInputTable.All.Single(row => row.Title == title);
        using var machine = new ScratchInitramfs(row.Disk);
        machine.Write(ScratchInitramfs.Configuration, row.Configuration);
        row.Damage(machine);
        var arguments = row.Arguments ?? [machine.Sysroot, row.CommandLine];

        var (status, boot) = Check(machine, arguments[0], arguments[1]);
        var refused = machine.RunWith(null, arguments);

        Assert.Equal((1, "refused"), (status, boot.GetProperty("verdict").GetString()));
        Assert.Equal(Code().Match(refused.Error).Groups[1].Value, boot.GetProperty("findings")[0].GetProperty("code").GetString());
    }

    [RequiresFact(Needs.Mounts)]
    public void Most_refusals_are_foreseen() => Assert.InRange(BadInputTable.All.Count(row => UnforeseenRows.Reason(row) is null), 110, BadInputTable.All.Count);

    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [InlineData(":", "/usr/lib/os-release", 0, "")]
    [InlineData("rm " + OsRelease, "/usr/lib/os-release", 3, "object-missing")]
    [InlineData("truncate -s 85 " + OsRelease, "/usr/lib/os-release", 3, "object-size")]
    [InlineData("rm " + OsRelease + "; mkfifo " + OsRelease, "/usr/lib/os-release", 3, "object-not-regular")]
    [InlineData("rm " + OsRelease + "; mkdir " + OsRelease, "/usr/lib/os-release", 3, "object-not-regular")]
    [InlineData("mv " + OsRelease + " x; ln -s ../x " + OsRelease, "/usr/lib/os-release", 3, "object-not-regular")]
    [InlineData("mv 17 ../17; ln -s ../17 17", "/usr/lib/os-release", 3, "object-missing")]
    [InlineData("rm " + Busybox, "/usr/sbin/init", 1, "object-missing")]
    public void Damaged_file_is_foreseen(string damage, string path, int status, string code)
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled("yes"));
        machine.Shell($"cp sysroot/ostree/repo/objects/{(path.EndsWith("init", StringComparison.Ordinal) ? Busybox : OsRelease)} original");
        machine.Shell(Objects + damage);

        var (found, boot) = Check(machine, machine.Sysroot, CommandLines.OstreeA);
        var run = machine.Run(CommandLines.OstreeA);

        Assert.Equal(status == 1 ? 1 : 0, run.ExitStatus);
        var findings = boot.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()).Distinct();
        Assert.Equal((status, code), (found, string.Join(' ', findings)));
        Assert.Equal(
            status == 0 ? "same" : "differs",
            machine.Shell($"timeout 10 cmp -s original sysroot{path} 2>&1 && echo same || echo differs").Trim());
    }

    // strace answers for the image's fs-verity. The objects have none, and the policy requires it.
    // The tool's first calls of ioctl ask whether it writes to a terminal.
    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Objects_without_verity_are_foreseen_where_it_is_required()
    {
        var mode = Modes.Of("ostree, `signed`");
        using var machine = mode.Start();
        var fakes = mode.Fakes();
        string[] arguments = [mode.Arguments[0], mode.Arguments[1].Replace(Modes.InitInEtc, "", StringComparison.Ordinal)];

        var (status, boot) = Check(machine, arguments[0], arguments[1], Strace.With([.. fakes.Select(fake => fake.Replace(":when=1", "", StringComparison.Ordinal))]));
        var refused = machine.RunWith(Strace.With([.. fakes]), arguments);

        // Init's object is one of them.
        Assert.Equal((1, "refused"), (status, boot.GetProperty("verdict").GetString()));
        Assert.Equal(
            ["object-no-verity"],
            boot.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()).Distinct());
        Assert.Equal(215, boot.GetProperty("findings").GetArrayLength());
        Assert.StartsWith(
            $"prepare-root: refused [init-unreadable]: /sbin/init of the new root (object {Busybox}) can't be read: ", refused.Error, StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Mounts | Needs.Tool)]
    public void Check_changes_nothing()
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled("yes"));
        machine.Install(Artifacts.Tool, "/bin/" + Tool);
        var before = machine.Observe();

        Check(machine, machine.Sysroot, CommandLines.OstreeA);

        Assert.Equal(before.Exact, machine.Observe().Exact);
    }

    private static (int Status, JsonElement Boot) Check(ScratchInitramfs machine, string sysroot, string commandLine, Strace? strace = null)
    {
        if (!File.Exists(machine.PathOf("/bin/" + Tool)))
            machine.Install(Artifacts.Tool, "/bin/" + Tool);
        var result = machine.RunBy(strace, Tool, "check", "--json", "--sysroot", sysroot, "--cmdline", commandLine);
        Assert.Equal("", result.Error);
        return (result.ExitStatus, JsonDocument.Parse(result.Output).RootElement.GetProperty("boots")[0]);
    }

    [GeneratedRegex(@"^prepare-root: refused \[([a-z-]+)\]: ", RegexOptions.Multiline)]
    private static partial Regex Code();
}
