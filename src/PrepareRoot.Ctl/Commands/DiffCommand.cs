using System.CommandLine;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl diff</c></summary>
internal static class DiffCommand
{
    private const string Details = """
        Prints one line for each file that was added or removed, and for each attribute that changed:
        type, mode, owner, modified, size, content (the fs-verity digest), target, device, and each
        extended attribute. The images are read as files: neither is mounted.

        Exit status, as diff(1): 0 no difference, 1 differences, 2 failure or usage error.

        Examples:
          prepare-rootctl diff old.cfs new.cfs
        """;

    internal static Command Make()
    {
        var before = new Argument<string>("OLD") { Description = "The image before." };
        var after = new Argument<string>("NEW") { Description = "The image after." };
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("diff", "Print what differs between two composefs images.", Details) { before, after, json };
        command.SetAction(parsed =>
        {
            try
            {
                return Run(parsed, parsed.GetValue(before)!, parsed.GetValue(after)!, parsed.GetValue(json));
            }
            catch (FailureException failure)
            {
                CommandLine.PrintMessage(parsed.InvocationConfiguration.Error, failure.Message);
                return ExitStatus.Trouble;
            }
        });
        return command;
    }

    private static int Run(ParseResult parsed, string before, string after, bool json)
    {
        using var left = OpenImage.At(before);
        using var right = OpenImage.At(after);
        using var output = new OutputBuffer(parsed.InvocationConfiguration.Output);
        var any = false;
        new ImageComparison(left, right).ForEach(change =>
        {
            if (json)
                output.Add(any ? ",\n" : "[").Add(Json(change));
            else
                output.Add(change.ToString()).Add('\n');
            any = true;
        });
        if (json)
            output.Add(any ? "]\n" : "[]\n");
        return any ? ExitStatus.Differs : ExitStatus.Success;
    }

    private static string Json(ImageChange change) => new JsonObject()
        .Add("change", change.Kind)
        .Add("path", change.Path)
        .Add("attribute", change.Attribute)
        .Add("from", change.From)
        .Add("to", change.To)
        .ToString()
        .TrimEnd();
}
