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
        With --against, a file with another digest is a failure. A message says what explains it: the plain
        SHA-256 or SHA-512 of the file, another image of the repository that has the digest and how it
        differs, or the hash of the objects. No image is made for this, so another format of the same
        files, or other times or attributes of them, are only found if there is such an image.

        Examples:
          prepare-rootctl digest image.cfs
          prepare-rootctl digest --algorithm sha512 image.erofs
          prepare-rootctl digest --against sha256:HEX image.cfs
        """;

    internal static Command Make()
    {
        var files = new Argument<string[]>("FILE") { Description = "Regular files.", Arity = ArgumentArity.OneOrMore };
        var algorithm = CommonOptions.Algorithm();
        var against = CommonOptions.Digest("--against", "The digest that each file should have.");
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("digest", "Print the fs-verity digest of files, as 'fsverity digest' does.", Details)
        {
            files, algorithm, against, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(against) is not null && result.GetResult(algorithm) is { Implicit: false })
                result.AddError("--algorithm and --against exclude each other: the length of the digest determines the algorithm");
        });
        command.SetAction(parsed =>
            Run(parsed, parsed.GetValue(files)!, CommonOptions.AlgorithmOf(parsed.GetValue(algorithm)!), parsed.GetValue(against), parsed.GetValue(json)));
        return command;
    }

    // An unreadable file does not stop the command, as with sha256sum.
    private static int Run(ParseResult parsed, string[] files, FsVerityAlgorithm algorithm, FsVerityDigest? expected, bool json)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var status = ExitStatus.Success;
        var objects = new List<string>();
        foreach (var path in files)
        {
            try
            {
                using var file = InputFile.Open(path);
                var digest = FileDigest.Of(file, expected?.Algorithm ?? algorithm, error);
                if (json)
                    objects.Add(new JsonObject().Add("file", path).Add("digest", digest.ToString()).ToString().TrimEnd());
                else
                    output.WriteLine(digest + " " + path);
                if (expected is { } wanted && digest != wanted)
                    throw new FailureException(path + ": must have the digest " + wanted + ", but has " + digest + DigestDifference.Explain(file, wanted, error));
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
