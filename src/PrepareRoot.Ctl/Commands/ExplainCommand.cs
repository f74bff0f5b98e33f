using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using PrepareRoot.Ctl.Explanations;
using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl explain</c></summary>
internal static class ExplainCommand
{
    private const string Details = """
        CODE is the name in brackets of a refusal, and PREPARE_ROOT_FAULT= of the journal. What is
        printed: what the fault means, how it comes about, how to see more, and how to mend it. Without
        CODE, all codes are listed. The commands that are printed work in the emergency shell of the
        initramfs or on a running system; words in capitals stand for your own values.

        Exit status: 0 success, 2 usage error or no such code.

        Examples:
          prepare-rootctl explain
          prepare-rootctl explain image-digest-differs
        """;

    // A console has 80 columns.
    private const int Width = 76;
    private const string Indent = "  ";

    internal static Command Make()
    {
        var code = new Argument<string?>("CODE") { Description = "The code of a refusal.", HelpName = "CODE", Arity = ArgumentArity.ZeroOrOne };
        code.CompletionSources.Add([.. FaultCode.All.Select(fault => fault.Name)]);
        code.Validators.Add(result =>
        {
            var name = Name(result.Tokens[0].Value);
            if (ExplanationCatalogue.Find(name) is null)
                result.AddError(Unknown(name));
        });
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("explain", "Explain a refusal: what it means, how it comes about, how to mend it.", Details)
        {
            code, json,
        };
        command.SetAction(parsed => Run(parsed.InvocationConfiguration.Output, parsed.GetValue(code), parsed.GetValue(json)));
        return command;
    }

    private static void Run(TextWriter output, string? code, bool json)
    {
        if (code is null)
            output.Write(json ? "[" + string.Join(",\n", FaultCode.All.Select(fault => Json(fault).ToString().TrimEnd())) + "]\n" : List());
        else if (ExplanationCatalogue.Find(Name(code)) is { } explanation)
            output.Write(json ? Json(explanation).ToString() : Print(explanation));
    }

    // The console shows the code in brackets.
    private static string Name(string code) => code is ['[', .. var name, ']'] ? name : code;

    private static string Unknown(string name)
    {
        var nearest = ExplanationCatalogue.Nearest(name);
        return "there is no code " + OffendingText.Quote(name)
            + (nearest.Count == 0 ? "" : "; like it: " + string.Join(", ", nearest))
            + " (" + CommandLine.ProgramName + " explain lists all)";
    }

    private static string List()
    {
        var width = FaultCode.All.Max(fault => fault.Name.Length);
        return string.Concat(FaultCode.All.Select(fault => fault.Name.PadRight(width) + "  " + fault.Meaning + "\n"));
    }

    private static string Print(Explanation explanation)
    {
        var code = explanation.Code;
        var lines = ExplanationText.Lines(code.Name + ": " + code.Meaning, Width + Indent.Length);
        Add(lines, "How it comes about", explanation.Causes);
        Add(lines, "How to see more", explanation.Look);
        Add(lines, "How to mend it", code.Remedy + "\n" + explanation.Mend);
        return string.Join('\n', lines) + "\n";
    }

    private static void Add(List<string> lines, string title, string text)
    {
        lines.AddRange(["", title + ":"]);
        lines.AddRange(ExplanationText.Lines(text, Width).Select(line => Indent + line));
    }

    private static JsonObject Json(FaultCode code) => new JsonObject()
        .Add("code", code.Name).Add("exitStatus", (ulong)code.ExitStatus).Add("meaning", code.Meaning).Add("remedy", code.Remedy);

    private static JsonObject Json(Explanation explanation) => Json(explanation.Code)
        .Add("causes", Prose(explanation.Causes))
        .Add("look", Prose(explanation.Look))
        .Add("mend", Prose(explanation.Mend));

    private static string Prose(string text) => string.Join('\n', ExplanationText.Lines(text, int.MaxValue));
}
