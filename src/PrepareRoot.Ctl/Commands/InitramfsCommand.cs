using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text;
using PrepareRoot.Formats;
using PrepareRoot.Initramfs;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl initramfs</c></summary>
internal static class InitramfsCommand
{
    private const string Details = """
        It is for the scripts of initramfs generators. The configuration of the tree is read as
        prepare-root reads it at boot. A configuration that it would refuse with any kernel command line is
        refused: the exit status is 1, and no initramfs should be built. Warnings go to standard error.
        Standard output has one line per item: a keyword and its value, which extends to the end of
        the line:

          always           run prepare-root with any kernel command line
          measure PCR      systemd-pcrextend and a driver for the TPM are needed; the number of the PCR
          refusal ACTION SECONDS
                           what follows a refusal (shell, reboot, poweroff or halt), and when
          source PATH      the path in the tree of the next file, without symbolic links
          file PATH        the path in the initramfs that prepare-root reads
          module NAME      a kernel module that is needed, unless it is built in
          optional-module NAME
                           a kernel module that is needed if the kernel has it
          argument NAME    a kernel argument that names a root; prepare-root runs if it is present

        Examples:
          prepare-rootctl initramfs
          prepare-rootctl initramfs --root /mnt/tree --json
        """;

    internal static Command Make()
    {
        var root = CommonOptions.Root("The tree that the initramfs is for.");
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("initramfs", "Print what prepare-root needs in the initramfs for a tree.", Details)
        {
            root, json,
        };
        command.SetAction(parsed => Run(parsed, parsed.GetValue(root)!, parsed.GetValue(json)));
        return command;
    }

    private static int Run(ParseResult parsed, string root, bool json)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        // Paths in messages start with the path of the tree, unless the tree is /.
        var tree = root.TrimEnd('/');
        var treeOrRoot = tree.Length == 0 ? null : tree;
        if (!InitramfsContents.Of(treeOrRoot).Try(out var contents, out var fault))
            throw FailureException.Of(fault);
        if (TomlSecondReader.Warning(treeOrRoot) is { } disagreement)
            contents = contents with { Warnings = [.. contents.Warnings, disagreement] };
        foreach (var warning in contents.Warnings)
            CommandLine.PrintMessage(error, "warning: " + warning);
        output.Write(json ? Json(contents) : Lines(contents));
        return ExitStatus.Success;
    }

    private static string Json(InitramfsContents contents)
    {
        var json = new JsonObject().Add("always", contents.RunsAlways);
        if (contents.MeasurePcr is { } pcr)
            json.Add("measure", (ulong)pcr);
        return json
            .Add("refusal", contents.Refusal.Action)
            .Add("refusalDelay", (ulong)contents.Refusal.Delay)
            .Add("files", [.. contents.Files.Select(file => file.Path)])
            .Add("sources", [.. contents.Files.Select(file => file.Source)])
            .Add("modules", [.. InitramfsContents.Modules])
            .Add("optionalModules", [.. contents.OptionalModules])
            .Add("arguments", RootArguments.Names)
            .Add("warnings", [.. contents.Warnings])
            .ToString();
    }

    private static string Lines(InitramfsContents contents)
    {
        var lines = new List<string>();
        if (contents.RunsAlways)
            lines.Add("always");
        if (contents.MeasurePcr is { } pcr)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"measure {pcr}"));
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"refusal {contents.Refusal.Action} {contents.Refusal.Delay}"));
        foreach (var file in contents.Files)
            lines.AddRange(["source " + file.Source, "file " + file.Path]);
        lines.AddRange(InitramfsContents.Modules.Select(module => "module " + module));
        lines.AddRange(contents.OptionalModules.Select(module => "optional-module " + module));
        lines.AddRange(RootArguments.Names.Select(argument => "argument " + argument));
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            if (line.Contains('\n', StringComparison.Ordinal))
                throw new FailureException(OffendingText.Quote(line) + " has a line feed in the path, which only --json can print");
            text.Append(line).Append('\n');
        }
        return text.ToString();
    }
}
