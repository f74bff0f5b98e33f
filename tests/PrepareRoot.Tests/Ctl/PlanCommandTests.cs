using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary><c>prepare-rootctl plan</c>, on disks that libostree and composefs-rs made.</summary>
public sealed class PlanCommandTests : IDisposable
{
    private const string Yes = "[composefs]\nenabled = yes\n";

    private readonly TemporaryDirectory _conf = new();

    public void Dispose() => _conf.Dispose();

    [Fact]
    public void Plan_of_an_ostree_deployment_says_what_is_asked_for_and_what_is_mounted() => Assert.Equal(
        new CtlRun(0, """
            asked     ostree=/LINK/1            --cmdline
                      composefs.enabled = yes   CONF/etc/ostree/prepare-root.conf:2
            policy    yes, ostree   CONF/etc/ostree/prepare-root.conf:2
            deploy    ostree/deploy/testos/deploy/COMMIT.0
            image     no fs-verity   deployment:/.ostree.cfs
            trust     nothing is verified

            /                                overlay  ro  deployment:/.ostree.cfs (erofs, ro,noacl) + disk:/ostree/repo/objects (data)
            ├─ /etc                          bind     rw  deployment:/etc
            ├─ /sysroot                      bind     ro  disk:/
            │  └─ /ostree/deploy/testos/var  bind     rw  disk:/ostree/deploy/testos/var
            └─ /var                          bind     rw,shared  disk:/ostree/deploy/testos/var

            run       /run/prepare-root.json
                      /run/prepare-root/initramfs.json
                      /run/ostree-booted
                      /run/ostree/
                      /run/ostree/.private/
                      /run/ostree/.private/cfsroot-lower/
                      /run/systemd/volatile-root

            """, ""),
        Aligned(Plan(FixtureTree.Ostree, Yes, "rw ostree=/LINK/1")));

    [Fact]
    public void Plan_of_a_composefs_repository_says_where_writes_go() => Assert.Equal(
        new CtlRun(0, """
            asked     composefs=?IMAGE           --cmdline
                      composefs.enabled = yes    CONF/etc/ostree/prepare-root.conf:2
                      root.transient-ro = true   CONF/etc/ostree/prepare-root.conf:4
            policy    yes, composefs, root transient-ro   CONF/etc/ostree/prepare-root.conf:2
            deploy    state/deploy/IMAGE
            image     no fs-verity   disk:/composefs/images/IMAGE
            trust     nothing is verified

            /            overlay  ro  disk:/composefs/images/IMAGE (erofs, ro,noacl) + disk:/composefs/objects (data), writes to memory:/root/upper
            ├─ /etc      overlay  rw  new:/etc, writes to deployment:/etc/upper
            ├─ /sysroot  bind     ro,nosuid,nodev  disk:/
            └─ /var      bind     rw  deployment:/var

            run       /run/prepare-root.json
                      /run/prepare-root/initramfs.json
            warning   CONF/etc/ostree/prepare-root.conf:5: ignored: there is no key 'root.transent'

            """, ""),
        Aligned(Plan(FixtureTree.Composefs, Yes + "[root]\ntransient-ro = true\ntransent = 1\n", "composefs=?IMAGE")));

    [Theory]
    [InlineData("yes", "ostree=/LINK/9", "deployment-missing", "DISK/LINK/9: No such file or directory")]
    [InlineData("verity", "ostree=/LINK/1", "image-without-verity", "DISK/ostree/deploy/testos/deploy/COMMIT.0/.ostree.cfs: composefs.enabled = verity requires fs-verity, but ")]
    [InlineData("signed", "ostree=/LINK/1", "keys-malformed", "CONF/etc/ostree/initramfs-root-binding.key: No such file or directory")]
    [InlineData("verity", "ostree=/LINK/1 ostree.prepare-root.composefs=no", "floor-lowered", "ostree.prepare-root.composefs=no on the kernel command line requires less than composefs.enabled = verity of the initramfs")]
    [InlineData("sign", "ostree=/LINK/1", "configuration-malformed", "CONF/etc/ostree/prepare-root.conf:2: composefs.enabled must be yes, no, maybe, verity or signed, but is 'sign'")]
    [InlineData("yes", "root=/dev/vda", "no-root-requested", "the kernel command line has none of ")]
    [InlineData("yes", "composefs=?IMAGE", "sysroot-not-mounted", "DISK is a directory, but nothing is mounted there, and it has no state/deploy")]
    public void Refusal_has_its_code_cause_and_remedy_and_exits_1(string enabled, string commandLine, string code, string cause)
    {
        var run = Plan(FixtureTree.Ostree, CommandLines.Enabled(enabled), commandLine);

        Assert.Equal((1, ""), (run.Status, run.Error));
        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.StartsWith("refused   would not boot [" + code + "]: " + cause, lines[^2], StringComparison.Ordinal);
        Assert.StartsWith("to do     ", lines[^1], StringComparison.Ordinal);

        var json = Json(FixtureTree.Ostree, CommandLines.Enabled(enabled), commandLine, 1);
        Assert.False(json.GetProperty("planned").GetBoolean());
        Assert.Equal(code, json.GetProperty("refusal").GetProperty("code").GetString());
        Assert.Empty(json.GetProperty("mounts").EnumerateArray());
    }

    [Fact]
    public void Json_has_the_same_answer()
    {
        var json = Json(FixtureTree.Ostree, Yes, "rw ostree=/LINK/1", 0);

        Assert.Equal(
            ["version", "planned", "sysroot", "commandLine", "configuration", "settings", "policy", "deployment", "image", "trust", "mounts", "run", "warnings", "notes"],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            """{"name":"composefs.enabled","value":"yes","location":"CONF/etc/ostree/prepare-root.conf:2","isArgument":false}""",
            Compact(json.GetProperty("settings")[1]));
        Assert.Equal(
            """{"target":"/var","type":"bind","access":"rw","source":"disk:/ostree/deploy/testos/var","options":["shared"],"layers":[],"conditions":["if run:/ostree/initramfs-mount-var exists","unless new:/usr/lib/systemd/system-generators/ostree-system-generator exists"],"made":true}""",
            Compact(json.GetProperty("mounts")[4]));
    }

    [Fact]
    public void Control_characters_of_the_command_line_are_escaped()
    {
        var run = Plan(FixtureTree.Ostree, Yes, "ostree=/a\u001b[31m\u202eb");

        Assert.Contains(@"ostree=/a\u001b[31m\u202eb", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.DoesNotContain('\u202e', run.Output);
    }

    // The trap: the configuration of the system was changed, and the initramfs was not rebuilt.
    [Fact]
    public void Entry_is_planned_with_the_configuration_of_its_own_initramfs()
    {
        Directory.CreateDirectory(_conf["boot/loader/entries"]);
        _conf.Write("boot/loader/entries/os.conf", PlanRun.Lengthen("title OS\nlinux /vmlinuz\ninitrd /initramfs\noptions rw\noptions ostree=/LINK/1\n"));
        _conf.Write("boot/initramfs", new TestCpio()
            .AddDirectory("etc").AddDirectory("etc/ostree").AddFile("etc/ostree/prepare-root.conf", "# old\n[composefs]\nenabled = maybe\n").ToArray());

        var run = CtlRun.Of("plan", "--sysroot", FixtureTree.Ostree, "--entry", _conf["boot/loader/entries/os.conf"]);

        Assert.Equal((0, ""), (run.Status, run.Error));
        Assert.StartsWith(
            """
            asked     ostree=/LINK/1              CONF/boot/loader/entries/os.conf:5
                      composefs.enabled = maybe   initramfs:/etc/ostree/prepare-root.conf:3
            policy    maybe, ostree   initramfs:/etc/ostree/prepare-root.conf:3

            """,
            Aligned(run with { Output = PlanRun.Shorten(run.Output, FixtureTree.Ostree, _conf[""].TrimEnd('/')) }).Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("usr/lib/prepare-root/prepare-root", false)]
    [InlineData("usr/lib/prepare-root/other", true)]
    public void Initramfs_without_the_boot_program_is_noted(string file, bool noted)
    {
        var image = _conf.Write("image", new TestCpio()
            .AddDirectory("usr").AddDirectory("usr/lib").AddDirectory("usr/lib/prepare-root").AddFile(file, "program").ToArray());

        var run = CtlRun.Of("plan", "--sysroot", FixtureTree.Ostree, "--cmdline", "ostree=/x", "--initramfs", image);

        const string note = "note      the initramfs has no /usr/lib/prepare-root/prepare-root: prepare-root does not run in it\n";
        Assert.Equal(noted, run.Output.Contains(note, StringComparison.Ordinal));
        Assert.Contains("there is no configuration file, so the defaults apply\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Initramfs_of_an_entry_that_is_missing_is_named()
    {
        Directory.CreateDirectory(_conf["loader/entries"]);
        var entry = _conf.Write("loader/entries/os.conf", "linux /vmlinuz\ninitrd /no\noptions rw\n");

        Assert.Equal(
            new CtlRun(1, "", "prepare-rootctl: " + _conf["no"] + ": No such file or directory\n"),
            CtlRun.Of("plan", "--sysroot", FixtureTree.Ostree, "--entry", entry));
    }

    private CtlRun Plan(string disk, string configuration, string commandLine, params string[] options)
    {
        Directory.CreateDirectory(_conf["etc/ostree"]);
        File.WriteAllText(_conf["etc/ostree/prepare-root.conf"], configuration);
        return PlanRun.Of(disk, _conf[""].TrimEnd('/'), ["--cmdline", PlanRun.Lengthen(commandLine), .. options]);
    }

    private JsonElement Json(string disk, string configuration, string commandLine, int status)
    {
        var run = Plan(disk, configuration, commandLine, "--json");
        Assert.Equal((status, ""), (run.Status, run.Error));
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element, JsonSerializerOptions.Web)
        .Replace("\\u0027", "'", StringComparison.Ordinal);

    // The origins are aligned by the long names.
    private static CtlRun Aligned(CtlRun run)
    {
        var lines = run.Output.Split('\n');
        var asked = lines.TakeWhile(line => !line.StartsWith("policy", StringComparison.Ordinal)).Select(line => line[10..].Split("   ", 2)).ToArray();
        var width = asked.Max(line => line[0].Length);
        for (var i = 0; i < asked.Length; i++)
            lines[i] = lines[i][..10] + asked[i][0].PadRight(width) + "   " + asked[i][1].TrimStart();
        return run with { Output = string.Join('\n', lines) };
    }
}
