using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using PrepareRoot.Ctl.Explanations;
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
        var text = new StringBuilder();
        text.Append("""
            # Faults

            Every refusal prints two lines on the console and leaves one entry in the journal:

                prepare-root: refused [NAME]: what is wrong: which path or argument, what was expected, what was found
                prepare-root: what to do: … More: prepare-rootctl explain NAME

            SYSROOT and the mount table are then as they were. `journalctl -b -t prepare-root -o verbose`
            shows the entry, with `PREPARE_ROOT_FAULT=NAME`, `PREPARE_ROOT_CAUSE=` and
            `PREPARE_ROOT_REMEDY=`. Without an initramfs there is only the console: after the two lines
            PID 1 ends, and the kernel panics (with `panic=N` on its command line, it reboots after N
            seconds).

            `prepare-rootctl explain NAME` prints what is said below, on a running system or in the
            emergency shell of an initramfs that [has the tool](installing.md#the-tool-in-the-initramfs). On a
            running system with the journal's catalog, `journalctl -x` prints the cause and the remedy with
            the entry. All refusals have one message ID, `d81730d9a4d0429caf7a8bce6e3fcba1`, so
            `journalctl MESSAGE_ID=` and this number finds them.

            This page is `src/PrepareRoot/Faults/FaultCode.Catalogue.cs` and `src/PrepareRoot.Ctl/Explanations`,
            printed (`make docs`).

            | name | exit | what it means |
            | --- | --- | --- |

            """);
        foreach (var code in FaultCode.All)
        {
            text.Append("| [`").Append(code.Name).Append("`](#").Append(code.Name).Append(") | ").Append(code.ExitStatus).Append(" | ")
                .Append(code.Meaning).Append(" |\n");
        }
        foreach (var explanation in ExplanationCatalogue.All)
        {
            text.Append("\n## ").Append(explanation.Code.Name).Append("\n\n");
            Append(text, explanation.Code.Meaning);
            Append(text, "How it comes about: " + explanation.Causes);
            Append(text, "How to see more: " + explanation.Look);
            Append(text, "What to do: " + explanation.Code.Remedy + "\n" + explanation.Mend);
            text.Length--;
        }
        return text.ToString();
    }

    // Commands are a block of code, which has an empty line before and after it.
    private static void Append(StringBuilder text, string paragraph)
    {
        const int width = 100;
        var wasCommand = false;
        foreach (var line in ExplanationText.Lines(paragraph.Replace(": " + ExplanationText.CommandIndent, ":\n" + ExplanationText.CommandIndent, StringComparison.Ordinal), width))
        {
            if (ExplanationText.IsCommand(line) != wasCommand)
                text.Append('\n');
            wasCommand = ExplanationText.IsCommand(line);
            text.Append(line).Append('\n');
        }
        text.Append('\n');
    }
}
