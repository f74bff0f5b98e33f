using System;
using System.Linq;
using System.Text;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>
/// Names on the disk with terminal control sequences, or that imitate our messages. The console
/// shows them escaped.
/// </summary>
public class ConsoleTests
{
    // In the syntax of printf(1): clear the screen; forge a line; the same with a C1 control
    // character, in UTF-8 and as a single byte.
    private static readonly string[] _names =
    [
        "\\033[2J\\033[H\\007", "x\\nprepare-root: /sysroot is fine", "x\\rprepare-root: fine", "\\302\\2332J", "\\2332J", "\\177\\010\\013\\014\\016",
    ];

    private static readonly byte[] _forbidden =
        [.. Enumerable.Range(0, 32).Where(value => value != '\n').Select(value => (byte)value), 0x7f];

    // A deployment's link; a directory on its path (boot.1 links to it); a key of the repository's
    // configuration.
    public static TheoryData<string, string> Places => new()
    {
        { $"ln -sfn \"$name\" sysroot/{CommandLines.LinksA}/1", "yes" },
        { $"ln -sfn \"../../../deploy/$name/deploy/$(printf %064d 0).0\" sysroot/{CommandLines.LinksA}/1", "yes" },
        { $"printf '[sysroot]\\nreadonly=%s\\n' \"$name\" > sysroot/ostree/repo/config; rm -rf sysroot/{CommandLines.DeploymentA}/usr", "no" },
        { $"printf '[%s\\n' \"$name\" > sysroot/ostree/repo/config; rm -rf sysroot/{CommandLines.DeploymentA}/usr", "no" },
    };

    [RequiresTheory(Needs.Mounts)]
    [MemberData(nameof(Places))]
    public void Names_on_the_disk_are_escaped_on_the_console(string attack, string enabled)
    {
        using var machine = new ScratchInitramfs(Fixture.Ostree);
        machine.Write(ScratchInitramfs.Configuration, "[composefs]\nenabled = " + enabled + "\n");
        foreach (var name in _names)
        {
            machine.Shell($"name=$(printf '{name}x'); {attack}");
            // An unhardened program prints the name as it is.
            var unescaped = machine.Shell($"printf '{name}x' | od -An -v -tu1").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            Assert.Contains(unescaped, value => value is "10" or "13" or "27" or "127" or "155");

            var result = machine.Run(CommandLines.OstreeA);

            Assert.Equal(1, result.ExitStatus);
            var lines = result.Error.TrimEnd('\n').Split('\n');
            Assert.All(lines, line => Assert.Matches("^prepare-root: (warning: .|refused \\[|what to do: )", line));
            Assert.Single(lines, line => line.StartsWith("prepare-root: refused [", StringComparison.Ordinal));
            Assert.Equal(lines.Length, RawLines(machine));
        }
    }

    // The raw bytes of the same run: no control character, and only valid UTF-8.
    private static int RawLines(ScratchInitramfs machine)
    {
        var octets = machine.Shell($"chroot . /bin/prepare-root /sysroot '{CommandLines.OstreeA}' 2>&1 | od -An -v -tu1")
            .Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var bytes = octets.Select(byte.Parse).ToArray();
        Assert.DoesNotContain(bytes, value => _forbidden.Contains(value));
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        Assert.DoesNotContain(text, c => c is >= '\u0080' and < '\u00a0');
        return text.Count(c => c == '\n');
    }
}
