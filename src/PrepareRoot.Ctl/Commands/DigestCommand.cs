using System.Collections.Generic;
using System.CommandLine;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl digest</c></summary>
internal static class DigestCommand
{
    private const string Details = """
        The digest is that of 4096-byte blocks without a salt. It is computed from the content: neither
        the file nor its file system needs fs-verity. An unreadable file does not stop the command.

        Examples:
          prepare-rootctl digest image.cfs
          prepare-rootctl digest --algorithm sha512 image.erofs
        """;

    internal static Command Make()
    {
        var files = new Argument<string[]>("FILE") { Description = "Regular files.", Arity = ArgumentArity.OneOrMore };
        var algorithm = CommonOptions.Algorithm();
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("digest", "Print the fs-verity digest of files, as 'fsverity digest' does.", Details)
        {
            files, algorithm, json,
        };
        command.SetAction(parsed =>
            Run(parsed, parsed.GetValue(files)!, CommonOptions.AlgorithmOf(parsed.GetValue(algorithm)!), parsed.GetValue(json)));
        return command;
    }

    // An unreadable file does not stop the command, as with sha256sum.
    private static int Run(ParseResult parsed, string[] files, FsVerityAlgorithm algorithm, bool json)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var status = ExitStatus.Success;
        var objects = new List<string>();
        foreach (var path in files)
        {
            try
            {
                using var file = InputFile.Open(path);
                var digest = FileDigest.Of(file, algorithm, error);
                if (json)
                    objects.Add(new JsonObject().Add("file", path).Add("digest", digest.ToString()).ToString().TrimEnd());
                else
                    output.WriteLine(digest + " " + path);
            }
            catch (FailureException failure)
            {
                CommandLine.PrintMessage(error, failure.Message);
                status = ExitStatus.Failure;
            }
        }
        if (json)
            output.WriteLine("[" + string.Join(",\n", objects) + "]");
        return status;
    }
}
