using System;
using System.Buffers;
using System.Buffers.Text;
using System.CommandLine;
using System.Globalization;
using PrepareRoot.Ctl.Keys;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Trust;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl verify</c></summary>
internal static class VerifyCommand
{
    private const string Details = """
        KEYFILE is the file that composefs.keypath names, base64 keys one a line, or PEM. One of its keys
        must have made the signature.

        Exit status: 0 the signature is valid, 1 it is not valid or the check failed, 2 usage error.

        Examples:
          prepare-rootctl verify --key /etc/ostree/initramfs-root-binding.key --signature BASE64 image.cfs
          prepare-rootctl verify --key public.pem --signature BASE64 --digest sha512:HEX
        """;

    // Base64.IsValid skips it, but it ends an argument of the kernel.
    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create(" \t\r\n");

    internal static Command Make()
    {
        var key = new Option<string>("--key")
        {
            Description = "The public keys, Ed25519.",
            HelpName = "KEYFILE",
            Required = true,
        };
        key.RefuseEmpty("a file");
        var signature = new Option<string>("--signature")
        {
            Description = "The value of composefs.signature=.",
            HelpName = "BASE64",
            Required = true,
        };
        var image = new ImageOperand();
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("verify", "Check the signature of an image's digest, as the initramfs does.", Details)
        {
            key, signature,
        };
        image.AddTo(command);
        command.Add(json);
        command.SetAction(parsed => Run(parsed, parsed.GetValue(key)!, parsed.GetValue(signature)!, image, parsed.GetValue(json)));
        return command;
    }

    private static int Run(ParseResult parsed, string keyFile, string signature, ImageOperand image, bool json)
    {
        var keys = PublicKeyFile.Read(keyFile);
        var digest = image.Digest(parsed, mustBeComposefs: false);
        var problem = Problem(signature, digest, keys);
        if (json)
        {
            parsed.InvocationConfiguration.Output.Write(new JsonObject()
                .Add("valid", problem is null)
                .Add("digest", digest.ToString())
                .Add("reason", problem)
                .ToString());
        }
        else if (problem is null)
        {
            parsed.InvocationConfiguration.Output.WriteLine("valid: " + digest + " is signed by a key in " + keyFile);
        }
        else
        {
            CommandLine.PrintMessage(parsed.InvocationConfiguration.Error, "not valid: " + problem);
        }
        return problem is null ? ExitStatus.Success : ExitStatus.Failure;
    }

    // Null if the signature is valid.
    private static string? Problem(string signature, FsVerityDigest digest, PublicKeys keys)
    {
        if (signature.AsSpan().ContainsAny(WhiteSpace))
            return "the signature " + OffendingText.Quote(signature) + " has white space in it";
        if (!Base64.IsValid(signature, out var size))
            return "the signature " + OffendingText.Quote(signature) + " is not base64";
        if (size != Sodium.SignatureSize)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"the signature must be the base64 of {Sodium.SignatureSize} bytes, but is of {size}");
        }
        return keys.Verify(Convert.FromBase64String(signature), FormattedDigest.Of(digest))
            ? null
            : "no key in " + keys.Path + " made this signature of " + digest;
    }
}
