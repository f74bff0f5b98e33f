using System;
using System.CommandLine;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    private const string Sha256 = "sha256";
    private const string Sha512 = "sha512";

    /// <summary><c>--json</c></summary>
    internal static Option<bool> Json() => new("--json") { Description = "Print JSON for programs to read." };

    /// <summary><c>--seed</c></summary>
    internal static Option<bool> Seed() => new("--seed") { Description = "KEYFILE is a bare seed, 32 secret bytes." };

    /// <summary><c>--root DIR</c></summary>
    internal static Option<string> Root(string description)
    {
        var option = new Option<string>("--root")
        {
            Description = description,
            HelpName = "DIR",
            DefaultValueFactory = _ => "/",
        };
        option.RefuseEmpty("a directory");
        return option;
    }

    /// <summary>Lets an option that names something refuse an empty value.</summary>
    internal static void RefuseEmpty(this Option option, string what) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string?>() is null or "")
            result.AddError(option.Name + " must name " + what + ", but is empty");
    });

    /// <summary><c>--algorithm</c></summary>
    internal static Option<string> Algorithm()
    {
        var option = new Option<string>("--algorithm")
        {
            Description = "The hash: ostree has sha256, bootc sha512.",
            HelpName = Sha256 + "|" + Sha512,
            DefaultValueFactory = _ => Sha256,
        };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is var value && value is not (Sha256 or Sha512))
                result.AddError("--algorithm must be " + Sha256 + " or " + Sha512 + ", but is " + OffendingText.Quote(value));
        });
        return option;
    }

    /// <summary>The algorithm of a value of <see cref="Algorithm"/>.</summary>
    internal static FsVerityAlgorithm AlgorithmOf(string value) =>
        value == Sha512 ? FsVerityAlgorithm.Sha512 : FsVerityAlgorithm.Sha256;

    /// <summary><c>--digest [ALGORITHM:]HEX</c>, or another option with such a value.</summary>
    internal static Option<FsVerityDigest?> Digest(string name = "--digest", string description = "The image's digest.") => new(name)
    {
        Description = description,
        HelpName = "[ALGORITHM:]HEX",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (ParseDigest(text) is { } digest)
                return digest;
            result.AddError(name + " must be 64 (SHA-256) or 128 (SHA-512) hexadecimal digits, with sha256: or sha512: before them or not, but is "
                + OffendingText.Quote(text) + ", which has " + text.Length + " characters");
            return null;
        },
    };

    private static FsVerityDigest? ParseDigest(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (!FsVerityDigest.TryParseHex(text.AsSpan(colon + 1), out var digest))
            return null;
        return colon < 0 || digest.ToString().StartsWith(text[..(colon + 1)], StringComparison.Ordinal) ? digest : null;
    }
}
