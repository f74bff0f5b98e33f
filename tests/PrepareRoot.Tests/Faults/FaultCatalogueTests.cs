using System;
using System.IO;
using System.Linq;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Faults;

public class FaultCatalogueTests
{
    [Fact]
    public void Every_code_has_the_row_of_its_number_and_a_name_of_its_own()
    {
        var entries = FaultCatalogue.Entries.ToArray();
        Assert.Equal(Enum.GetValues<FaultCode>(), entries.Select(entry => entry.Code));
        Assert.Equal(entries.Length, entries.Select(entry => entry.Name).Distinct().Count());
        Assert.All(entries, entry => Assert.Matches("^[a-z]+(-[a-z]+)*$", entry.Name));
        Assert.All(entries, entry => Assert.Equal(entry, FaultCatalogue.Of(entry.Code)));
    }

    /// <summary>To write the file anew: make docs</summary>
    [Fact]
    public void The_documentation_is_the_catalogue()
    {
        var path = Checkout.File("docs/faults.md");
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
            File.WriteAllText(path, Markdown());
        Assert.Equal(Markdown(), File.ReadAllText(path));
    }

    private static string Markdown()
    {
        var text = new StringBuilder("""
            # Faults

            Every refusal prints two lines on the console and leaves one entry in the journal:

                prepare-root: refused [NAME]: what is wrong: which path or argument, what was expected, what was found
                prepare-root: what to do: …

            SYSROOT and the mount table are then as they were. `journalctl -b -t prepare-root -o verbose` shows the entry
            with `PREPARE_ROOT_FAULT=NAME`, `PREPARE_ROOT_CAUSE=` and `PREPARE_ROOT_REMEDY=`. Without an initramfs there is only the console:
            after the two lines the first process ends, and the kernel panics (with `panic=N` on its command line, it reboots after N seconds).

            This page is the catalogue in `src/PrepareRoot/Reporting/FaultCatalogue.cs`, printed (`make docs`).

            | name | exit | what it means | what to do |
            | --- | --- | --- | --- |

            """);
        foreach (var entry in FaultCatalogue.Entries)
        {
            text.Append("| `").Append(entry.Name).Append("` | ").Append(entry.ExitStatus).Append(" | ")
                .Append(entry.Summary).Append(" | ").Append(entry.Remedy).Append(" |\n");
        }
        return text.ToString();
    }
}
