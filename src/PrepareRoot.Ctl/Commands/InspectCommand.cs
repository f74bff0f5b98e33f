using System;
using System.Collections.Generic;
using System.CommandLine;
using PrepareRoot.Ctl.Images;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl inspect</c></summary>
internal static class InspectCommand
{
    private const string Details = """
        The image is read as a file: it is not mounted, and its objects are not needed. Symbolic links
        and whiteouts are shown as the mounted root shows them.

        Exit status: 0 success, 1 failure, 2 usage error.

        Examples:
          prepare-rootctl inspect ls image.cfs
          prepare-rootctl inspect objects image.cfs
          prepare-rootctl inspect dump image.cfs > image.dump
          prepare-rootctl inspect dump --json image.cfs
        """;

    internal static Command Make() => new DocumentedCommand("inspect", "Print what is in a composefs image.", Details)
    {
        Part("ls", "List the files, with the targets of links and the objects.", List, json => json.List()),
        Part("objects", "List the objects that hold the content of the files, sorted.", Objects, json => json.Objects()),
        Part("dump", "Print everything in the format of composefs, as 'composefs-info dump' does.", Dump, json => json.Dump()),
    };

    private static DocumentedCommand Part(string name, string summary, Action<OpenImage, OutputBuffer> print, Action<ImageJson> printJson)
    {
        var image = new Argument<string>("IMAGE") { Description = "The image file." };
        var json = CommonOptions.Json();
        var command = new DocumentedCommand(name, summary, Details) { image, json };
        command.SetAction(parsed =>
        {
            using var opened = OpenImage.At(parsed.GetValue(image)!);
            using var output = new OutputBuffer(parsed.InvocationConfiguration.Output);
            if (parsed.GetValue(json))
                printJson(new ImageJson(opened, output));
            else
                print(opened, output);
        });
        return command;
    }

    private static void List(OpenImage image, OutputBuffer output) => image.ForEach(entry =>
    {
        if (entry.Parent is null)
            return;
        output.Add(NameText.Of(entry.Path));
        if (entry.Inode.Type == FileType.Directory)
            output.Add("/\t");
        else if (entry.Inode.Type == FileType.SymbolicLink)
            output.Add("\t-> ").Add(NameText.Of(image.Target(entry)));
        else if (image.Overlay(entry).Object is { } path)
            output.Add("\t@ ").Add(NameText.Of(path.Span));
        output.Add('\n');
    });

    private static void Objects(OpenImage image, OutputBuffer output)
    {
        var objects = new SortedSet<string>(StringComparer.Ordinal);
        image.ForEach(entry =>
        {
            if (entry.Overlay?.Object is { } path)
                objects.Add(NameText.Of(path.Span));
        });
        foreach (var path in objects)
            output.Add(path).Add('\n');
    }

    private static void Dump(OpenImage image, OutputBuffer output)
    {
        var dump = new ComposefsDump(image, output);
        image.ForEach(dump.Add);
    }
}
