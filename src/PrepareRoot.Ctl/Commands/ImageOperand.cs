using System;
using System.CommandLine;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Commands;

/// <summary>
/// The image that a command uses: <c>--digest [ALGORITHM:]HEX</c>, or <c>IMAGE</c>, a file whose
/// digest is computed.
/// </summary>
internal sealed class ImageOperand
{
    private readonly Option<FsVerityDigest?> _digest = CommonOptions.Digest();
    private readonly Option<string> _algorithm = CommonOptions.Algorithm();
    private readonly Argument<string?> _image = new("IMAGE")
    {
        Description = "The image file, instead of --digest.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Adds the options and the argument to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Add(_image);
        command.Add(_digest);
        command.Add(_algorithm);
        command.Validators.Add(result =>
        {
            var image = result.GetResult(_image) is { Tokens.Count: > 0 };
            var digest = result.GetResult(_digest) is not null;
            if (image == digest)
                result.AddError(image ? "--digest and IMAGE exclude each other" : "--digest or IMAGE is missing");
            if (digest && result.GetResult(_algorithm) is { Implicit: false })
                result.AddError("--algorithm is for IMAGE: --digest determines the algorithm by its length");
        });
    }

    /// <summary>The digest of the image.</summary>
    /// <param name="parsed">The arguments.</param>
    /// <param name="mustBeComposefs">Whether IMAGE must be a composefs image.</param>
    internal FsVerityDigest Digest(ParseResult parsed, bool mustBeComposefs)
    {
        if (parsed.GetValue(_digest) is { } digest)
            return digest;
        var algorithm = CommonOptions.AlgorithmOf(parsed.GetValue(_algorithm)!);
        using var file = InputFile.Open(parsed.GetValue(_image)!);
        if (mustBeComposefs)
            CheckHeader(file);
        return FileDigest.Of(file, algorithm, parsed.InvocationConfiguration.Error);
    }

    private static void CheckHeader(InputFile file)
    {
        var start = new byte[ComposefsHeader.Size];
        var count = file.Read(start, 0);
        if (!ComposefsHeader.Parse(file.Path, start.AsSpan(0, count), file.Status.Size).Try(out var header, out var fault))
            throw FailureException.Of(fault);
        if (!header.IsComposefs)
        {
            throw new FailureException(
                file.Path + ": must be a composefs image, but is an EROFS image without the header of composefs. To sign it anyway, give its --digest");
        }
    }
}
