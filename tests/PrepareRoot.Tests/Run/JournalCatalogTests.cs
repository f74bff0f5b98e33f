using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using PrepareRoot.Run;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Run;

/// <summary><c>config/prepare-root.catalog</c>, which <c>journalctl -x</c> prints.</summary>
public sealed class JournalCatalogTests : IDisposable
{
    private readonly TemporaryDirectory _tree = new();

    public void Dispose() => _tree.Dispose();

    [RequiresFact(Needs.Journal)]
    public void Journalctl_reads_an_entry_for_each_message_that_is_our_own()
    {
        Directory.CreateDirectory(_tree["usr/lib/systemd/catalog"]);
        File.Copy(Checkout.File("config/prepare-root.catalog"), _tree["usr/lib/systemd/catalog/prepare-root.catalog"]);

        var update = new Command("journalctl", "--root=" + _tree["."], "--update-catalog").RunToAnyEnd();
        var list = Command.Run("journalctl", "--root=" + _tree["."], "--list-catalog");

        Assert.Equal((0, "", ""), (update.ExitStatus, update.Output, update.Error));
        Assert.Equal(
            [
                Reporter.RootPreparedId + " prepare-root: The root file system was prepared",
                Reporter.RefusedId + " prepare-root: The root file system was refused: @PREPARE_ROOT_FAULT@",
            ],
            list.TrimEnd('\n').Split('\n'));
    }

    // Where an entry lacks the field, journalctl prints the name of the field.
    [Fact]
    public void Fields_that_the_catalog_prints_are_in_every_entry()
    {
        var catalog = File.ReadAllText(Checkout.File("config/prepare-root.catalog"));
        var reporter = File.ReadAllText(Checkout.File("src/PrepareRoot/Run/Reporter.cs"));
        var entries = Regex.Matches(catalog, "^-- ([0-9a-f]{32})\n(.*?)(?=^-- |\\z)", RegexOptions.Multiline | RegexOptions.Singleline);

        Assert.Equal([Reporter.RefusedId, Reporter.RootPreparedId], entries.Select(entry => entry.Groups[1].Value));
        foreach (Match entry in entries)
        {
            var constant = entry.Groups[1].Value == Reporter.RefusedId ? nameof(Reporter.RefusedId) : nameof(Reporter.RootPreparedId);
            var sent = Regex.Match(reporter, @"new JournalEntry\([^;]*?\.Add\(""MESSAGE_ID"", " + constant + "[^;]*;").Value;
            Assert.NotEqual("", sent);
            Assert.All(
                Regex.Matches(entry.Groups[2].Value, "@([A-Z_]+)@"),
                field => Assert.Contains("\"" + field.Groups[1].Value + "\"", sent, StringComparison.Ordinal));
        }
    }
}
