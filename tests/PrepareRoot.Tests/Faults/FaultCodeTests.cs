using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Faults;

public class FaultCodeTests
{
    [Fact]
    public void Catalogue_has_every_code_with_a_name_of_its_own()
    {
        var codes = FaultCode.All;
        var fields = typeof(FaultCode).GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(field => field.FieldType == typeof(FaultCode)).Select(field => (FaultCode)field.GetValue(null)!);
        Assert.Equal(fields, codes);
        Assert.Equal(codes.Length, codes.Select(code => code.Name).Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[a-z]+(-[a-z]+)*$", code.Name));
    }

    /// <summary><c>make docs</c> writes the file.</summary>
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

            SYSROOT and the mount table are then as they were. `journalctl -b -t prepare-root -o verbose`
            shows the entry, with `PREPARE_ROOT_FAULT=NAME`, `PREPARE_ROOT_CAUSE=` and
            `PREPARE_ROOT_REMEDY=`. Without an initramfs there is only the console: after the two lines
            PID 1 ends, and the kernel panics (with `panic=N` on its command line, it reboots after N
            seconds).

            This page is `src/PrepareRoot/Faults/FaultCode.cs`, printed (`make docs`).

            | name | exit | what it means | what to do |
            | --- | --- | --- | --- |

            """);
        foreach (var code in FaultCode.All)
        {
            text.Append("| `").Append(code.Name).Append("` | ").Append(code.ExitStatus).Append(" | ")
                .Append(code.Meaning).Append(" | ").Append(code.Remedy).Append(" |\n");
        }
        return text.ToString();
    }
}
