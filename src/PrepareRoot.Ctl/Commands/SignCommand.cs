using System;
using System.CommandLine;
using PrepareRoot.Ctl.Keys;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl sign</c></summary>
internal static class SignCommand
{
    // The version of the EROFS layout is not compared with the image.
    private const int FormatVersion = 1;

    private const string Details = """
        KEYFILE is PEM (PKCS#8, not encrypted), the 32-byte seed as it is or in base64, or the base64 of
        64 bytes that 'ostree sign' takes. What is printed goes on the kernel command line where the
        initramfs has '[composefs] enabled = signed' and the public key.

        Examples:
          openssl genpkey -algorithm ed25519 -out key.pem
          prepare-rootctl sign --key key.pem --algorithm sha512 image.erofs
          prepare-rootctl sign --key key.pem --digest sha256:HEX
        """;

    internal static Command Make()
    {
        var key = new Option<string>("--key")
        {
            Description = "The private key, Ed25519.",
            HelpName = "KEYFILE",
            Required = true,
        };
        var image = new ImageOperand();
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("sign", "Sign an image's digest and print the kernel arguments that boot it.", Details)
        {
            key,
        };
        image.AddTo(command);
        command.Add(json);
        command.SetAction(parsed => Run(parsed, parsed.GetValue(key)!, image, parsed.GetValue(json)));
        return command;
    }

    private static int Run(ParseResult parsed, string keyFile, ImageOperand image, bool json)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var seed = PrivateKeyFile.ReadSeed(keyFile, error);
        var digest = image.Digest(parsed);
        var signature = Convert.ToBase64String(Sodium.Sign(FormattedDigest.Of(digest), seed));
        var arguments = ImageArgument.Print(new ImageRequest(digest, VerityOptional: false), FormatVersion)
            + " " + RootPolicy.SignatureArgument + "=" + signature;
        if (json)
        {
            output.Write(new JsonObject()
                .Add("digest", digest.ToString())
                .Add("signature", signature)
                .Add("publicKey", Convert.ToBase64String(Sodium.PublicKeyOf(seed)))
                .Add("kernelArguments", arguments)
                .ToString());
        }
        else
        {
            output.WriteLine(arguments);
        }
        return ExitStatus.Success;
    }
}
