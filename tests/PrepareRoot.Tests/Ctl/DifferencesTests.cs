using System;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Ctl.Running;
using PrepareRoot.Requests;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

/// <summary>How a planned boot differs from the record of the running one.</summary>
public sealed class DifferencesTests : IDisposable
{
    private readonly TemporaryDirectory _conf = new();

    public void Dispose() => _conf.Dispose();

    [Theory]
    [InlineData("yes", "/1", "yes", "/1", "")]
    [InlineData("yes\n[etc]\ntransient = true", "/1", "yes\n[etc]\ntransient = true", "/1", "")]
    [InlineData("yes", "/1", "maybe", "/1", "enabled")]
    [InlineData("yes", "/0", "yes", "/1", "deployment image plan plan")]
    [InlineData("yes\n[root]\ntransient = true", "/1", "yes", "/1", "root-mode plan plan")]
    [InlineData("yes\n[etc]\ntransient = true", "/1", "yes", "/1", "plan plan")]
    public void Differences_are_those_of_the_records(string planned, string plannedLink, string running, string runningLink, string what)
    {
        using var boot = Plan(planned, plannedLink);
        using var other = Plan(running, runningLink);
        // As the boot records it: with a name that mkdtemp(3) made.
        var record = RecordOf(other);
        record = record with { Plan = [.. record.Plan.Select(line => line.Replace("transient-etc.XXXXXX", "transient-etc.a1B2c3", StringComparison.Ordinal))] };

        Assert.Equal(what, string.Join(' ', Differences.Of(boot, record).Select(difference => difference.What)));
    }

    private static RunRecord RecordOf(PlannedBoot boot) => new()
    {
        Backend = boot.Deployment!.Backend.Name,
        Deployment = boot.Deployment.Path,
        Enabled = boot.Request!.Policy.Composefs.Name(),
        IsImage = true,
        Image = boot.Deployment.Image.Path,
        Trust = "none",
        RootMode = boot.Request.Policy.Root.Name(),
        Plan = boot.Plan!.ToLines(),
    };

    private PlannedBoot Plan(string enabled, string link)
    {
        Directory.CreateDirectory(_conf["etc/ostree"]);
        File.WriteAllText(_conf["etc/ostree/prepare-root.conf"], CommandLines.Enabled(enabled));
        var boot = PlannedBoot.Of(new BootInput(
            FixtureTree.Ostree, BootCommandLine.Of("--cmdline", "ostree=/" + CommandLines.LinksA + link), BootConfiguration.OfTree(_conf[""])));
        Assert.Null(boot.Refusal);
        return boot;
    }
}
