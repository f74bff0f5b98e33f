using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.Ctl;
using PrepareRoot.Ctl.Checking;
using PrepareRoot.Support;
using PrepareRoot.Tests.Formats.Erofs;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>
/// Images with very many files, of which each has an object that is missing.
/// <c>LARGE_IMAGE_FILES</c> in the environment sets how many.
/// </summary>
public sealed class LargeImageTests : IDisposable
{
    private const int Listed = 10_000;

    private static readonly int _count = int.Parse(Environment.GetEnvironmentVariable("LARGE_IMAGE_FILES") ?? "50000", CultureInfo.InvariantCulture);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Check_lists_ten_thousand_of_the_missing_objects_and_counts_the_others()
    {
        Command.Run("cp", "-a", FixtureTree.Ostree, _directory["disk"]);
        var image = _directory["disk/" + CommandLines.DeploymentA + "/.ostree.cfs"];
        LargeImage.Write(image, _count);
        Directory.CreateDirectory(_directory["conf/etc/ostree"]);
        File.WriteAllText(_directory["conf/etc/ostree/prepare-root.conf"], CommandLines.Enabled("yes"));
        string[] words = ["check", "--sysroot", _directory["disk"], "--config-root", _directory["conf"], "--cmdline", PlanRun.Lengthen("rw ostree=/LINK/1")];

        var run = CtlRun.Of([.. words, "--json"]);

        Assert.Equal((1, ""), (run.Status, run.Error));
        var boot = JsonDocument.Parse(run.Output).RootElement.GetProperty("boots")[0];
        Assert.Equal(_count, boot.GetProperty("objects").GetProperty("files").GetInt32());
        Assert.Equal(_count - Listed, boot.GetProperty("findingsLeftOut").GetInt32());
        var missing = boot.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("code").GetString() == "object-missing").ToArray();
        Assert.Equal(Listed, missing.Length);
        Assert.StartsWith("object ff/", missing[0].GetProperty("cause").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["image-digest-differs", "init-missing", "mount-point-missing", "object-missing"],
            boot.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("code").GetString()).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Text_says_how_many_findings_are_not_shown_and_not_listed()
    {
        var boot = new BootReport
        {
            Name = "a",
            Verdict = Verdicts.Damaged,
            Findings = [.. Enumerable.Repeat(new Finding("object-missing", Verdicts.Damaged, "object a is missing"), 21)],
            FindingsLeftOut = 5,
            Notes = [],
        };
        using var output = new StringWriter();

        new CheckText(output, TerminalStyle.For(output)).Write(boot);

        Assert.EndsWith("\n          6 more; --json lists 21\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_has_a_line_for_each_file()
    {
        LargeImage.Write(_directory["a"], _count);
        LargeImage.Write(_directory["b"], _count, owner: 1000);

        using var output = new CountedLines("changed  /0000000f  owner 0:0 -> 1000:0");
        using var error = new StringWriter();
        var status = CommandLine.Run(["diff", _directory["a"], _directory["b"]], output, error);

        Assert.Equal((1, "", _count, true), (status, error.ToString(), output.Count, output.HasFirst));
        Assert.Equal(new CtlRun(0, "", ""), CtlRun.Of("diff", _directory["a"], _directory["a"]));
    }

    /// <summary>Counts lines instead of keeping them.</summary>
    private sealed class CountedLines(string first) : StringWriter
    {
        internal int Count { get; private set; }

        internal bool HasFirst { get; private set; }

        public override void Write(string? value)
        {
            HasFirst |= value!.StartsWith(first + "\n", StringComparison.Ordinal);
            Count += value!.Count(c => c == '\n');
        }
    }
}
