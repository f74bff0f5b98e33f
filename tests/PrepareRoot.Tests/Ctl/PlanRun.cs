using System;
using PrepareRoot.Support;

namespace PrepareRoot.Tests.Ctl;

/// <summary>
/// <c>prepare-rootctl plan</c> for a disk of the fixtures, with paths and long names shortened:
/// DISK, CONF, LINK, COMMIT, IMAGE.
/// </summary>
internal static class PlanRun
{
    private const string Commit = "ee9601bc96c9373845550d5b811d0289880263aeb23308f43f9220cd17f5b7db";

    /// <summary>Plans with the configuration below a directory.</summary>
    internal static CtlRun Of(string disk, string conf, params string[] options)
    {
        var run = CtlRun.Of(["plan", "--sysroot", disk, "--config-root", conf, .. options]);
        return run with { Output = Shorten(run.Output, disk, conf), Error = Shorten(run.Error, disk, conf) };
    }

    /// <summary>The text with the names that are long replaced.</summary>
    internal static string Shorten(string text, string disk, string conf) => text
        .Replace(disk, "DISK", StringComparison.Ordinal)
        .Replace(conf, "CONF", StringComparison.Ordinal)
        .Replace(CommandLines.LinksA, "LINK", StringComparison.Ordinal)
        .Replace(Commit, "COMMIT", StringComparison.Ordinal)
        .Replace(CommandLines.Sha256V1, "IMAGE", StringComparison.Ordinal);

    /// <summary>The shortened names, replaced back.</summary>
    internal static string Lengthen(string text) => text
        .Replace("LINK", CommandLines.LinksA, StringComparison.Ordinal)
        .Replace("COMMIT", Commit, StringComparison.Ordinal)
        .Replace("IMAGE", CommandLines.Sha256V1, StringComparison.Ordinal);
}
