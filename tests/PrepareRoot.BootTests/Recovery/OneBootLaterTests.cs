using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Recovery;

/// <summary>
/// Rows of the first table of docs/recovery.md, each refused in one boot, and what
/// <c>prepare-rootctl status</c> says in the next, which has another disk.
/// </summary>
public partial class OneBootLaterTests(OneBootLaterMachine machine) : IClassFixture<OneBootLaterMachine>
{
    private const string Refused = "refused ";

    public static TheoryData<string> Rows => new(BrokenRow.All.Select(row => row.What));

    [RequiresTheory(Needs.Machine | Needs.SecureBoot | Needs.Tool | Needs.FsVerity | Needs.Asked)]
    [MemberData(nameof(Rows))]
    public void Boot_after_a_refusal_says_what_was_refused(string what)
    {
        var number = Array.FindIndex(BrokenRow.All, row => row.What == what);
        var row = BrokenRow.All[number];
        var boot = machine.Boots[number];
        var status = machine.Boots[number + 1].Lines("status");

        Assert.Contains("boot      as recorded", status);
        if (row.Code is null)
        {
            Assert.Equal("0\n", boot.Text("row status"));
            Assert.StartsWith("prepare-root: warning: ", boot.Text("row error"), StringComparison.Ordinal);
            Assert.DoesNotContain(status, line => line.StartsWith(Refused, StringComparison.Ordinal));
            return;
        }
        Assert.Equal("1\n", boot.Text("row status"));
        var said = boot.Lines("row error")[0];
        Assert.Equal($"prepare-root: refused [{row.Code}]: {row.Cause}", AsOnThePage(said, boot));
        // What is kept is bounded.
        var cause = said.Split("]: ", 2)[1];
        var kept = cause.Length <= 240 ? cause : cause[..240] + "…";
        var line = Assert.Single(status, line => line.StartsWith(Refused, StringComparison.Ordinal));
        Assert.StartsWith($"refused   an earlier boot [{row.Code}]: {kept}   20", line, StringComparison.Ordinal);
    }

    [RequiresFact(Needs.Machine | Needs.SecureBoot | Needs.Tool | Needs.FsVerity | Needs.Asked)]
    public void First_boot_says_nothing() =>
        Assert.DoesNotContain(machine.Boots[0].Lines("status"), line => line.StartsWith(Refused, StringComparison.Ordinal));

    [Fact]
    public void The_page_has_these_rows()
    {
        var table = File.ReadLines(Checkout.File("docs/recovery.md")).SkipWhile(line => !line.StartsWith("| what was broken ", StringComparison.Ordinal))
            .Skip(2).TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|').Split(" | "));

        Assert.Equal(BrokenRow.All.Select(row => (row.What, row.Later)), table.Select(cells => (cells[0].Trim(), cells[^1].Trim())));
    }

    private static string AsOnThePage(string text, CaseFacts boot)
    {
        var (image, content) = (boot.Text("image").Trim(), boot.Text("object").Trim());
        return Digest().Replace(text, "DIGEST")
            .Replace("/sysroot/" + image, "IMAGE", StringComparison.Ordinal)
            .Replace("/sysroot/" + Path.GetDirectoryName(image), "DEPLOYMENT", StringComparison.Ordinal)
            .Replace(content["ostree/repo/objects/".Length..], "OBJECT", StringComparison.Ordinal);
    }

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex Digest();
}
