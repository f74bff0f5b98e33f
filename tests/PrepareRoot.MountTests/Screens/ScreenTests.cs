using System;
using System.IO;
using System.Text.RegularExpressions;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Screens;

/// <summary>
/// The images in <c>docs/screens</c>: what prepare-rootctl prints on a terminal. They are recorded
/// with <c>make screens</c>.
/// </summary>
public partial class ScreenTests
{
    // The os-release of one deployment.
    private const string Object = "51869c89cb33a09cec255ab092ad5260c9402fc8eb1618166bb41f806ff018.file";
    private const string Damage = "truncate --size=10 sysroot/ostree/repo/objects/8f/" + Object;
    private const string Boot = "boot";

    // What is done to the machine before, and what is asked.
    public static TheoryData<string, string, string> Screens => new()
    {
        { "plan", ":", "plan --config-root / --entry /sysroot/boot/loader/entries/ostree-6.conf" },
        { "check", Damage + "; rm sysroot/ostree/boot.1/unsignedos/*/*", "check --all --config-root /" },
        { "why", Damage, $"why \"overlayfs: lower file '{Object}' has the wrong fs-verity digest\"" },
        { "explain", ":", "explain too-old" },
        { "status", Boot, "status" },
    };

    [RequiresTheory(Needs.Mounts | Needs.Tool)]
    [MemberData(nameof(Screens))]
    public void The_screens_are_what_the_tool_prints(string name, string prepare, string words)
    {
        var svg = TerminalScreen.Svg("prepare-rootctl " + words, $"\e[2m$\e[0m prepare-rootctl {words}\n" + Record(prepare, words));
        var file = Checkout.File($"docs/screens/{name}.svg");
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
            File.WriteAllText(file, svg);

        Assert.Equal(File.ReadAllText(file), svg);
    }

    // script(1) runs a program in a terminal of its own.
    private static string Record(string prepare, string words)
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, CommandLines.Enabled("yes"));
        machine.Install(Artifacts.Tool, "/run/prepare-rootctl");
        var root = ".";
        if (prepare == Boot)
        {
            Assert.Equal(0, machine.Run(CommandLines.OstreeA).ExitStatus);
            machine.Write("/run/command-line", CommandLines.OstreeA + "\n");
            prepare = "mount --bind run sysroot/run; mount -t proc proc sysroot/proc; mount --bind run/command-line sysroot/proc/cmdline";
            root = "sysroot";
        }
        machine.Write("/run/command", $"exec chroot {root} /run/prepare-rootctl {words}");
        var written = machine.Shell($"""
            {prepare}
            export TERM=xterm
            unset NO_COLOR
            script --quiet --command "sh run/command" /dev/null </dev/null
            """).ReplaceLineEndings("\n");
        // How long a check took is all that differs from run to run.
        return Seconds().Replace(written, "0.0 s");
    }

    [GeneratedRegex(@"\b\d+\.\d s\b")]
    private static partial Regex Seconds();
}
