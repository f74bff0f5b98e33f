using System;
using System.CommandLine;
using System.IO;
using PrepareRoot.Ctl.Keys;
using PrepareRoot.Formats;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl sign</c></summary>
internal static class SignCommand
{
    // The version of the EROFS layout is not compared with the image.
    private const int FormatVersion = 1;

    private const string Details = """
        KEYFILE is PEM (PKCS#8, not encrypted), or the base64 of 64 bytes (seed and public key) that
        'ostree sign' takes. With --seed it is the 32-byte seed, as it is or in base64. What is printed
        goes on the kernel command line where the initramfs has '[composefs] enabled = signed' and the
        public key. IMAGE must be a composefs image.

        Exit status: 0 success, 1 failure, 2 usage error.

        Examples:
          prepare-rootctl keygen --output key.pem
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
        key.RefuseEmpty("a file");
        var seed = CommonOptions.Seed();
        var image = new ImageOperand();
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("sign", "Sign an image's digest and print the kernel arguments that boot it.", Details)
        {
            key, seed,
        };
        image.AddTo(command);
        command.Add(json);
        command.SetAction(parsed => Run(parsed, parsed.GetValue(key)!, parsed.GetValue(seed), image, parsed.GetValue(json)));
        return command;
    }

    private static int Run(ParseResult parsed, string keyFile, bool isSeed, ImageOperand image, bool json)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var digest = image.Digest(parsed, mustBeComposefs: true);
        var (signature, publicKey) = Sign(FormattedDigest.Of(digest), keyFile, isSeed, error);
        var arguments = ImageArgument.Print(new ImageRequest(digest, VerityOptional: false), FormatVersion)
            + " " + RootPolicy.SignatureArgument + "=" + signature;
        if (json)
        {
            output.Write(new JsonObject()
                .Add("digest", digest.ToString())
                .Add("signature", signature)
                .Add("publicKey", publicKey)
                .Add("kernelArguments", arguments)
                .ToString());
        }
        else
        {
            output.WriteLine(arguments);
        }
        return ExitStatus.Success;
    }

    /// <summary>Signs a message. The private key is read last and overwritten at once.</summary>
    internal static (string Signature, string PublicKey) Sign(byte[] message, string keyFile, bool isSeed, TextWriter error)
    {
        using var key = PrivateKeyFile.Read(keyFile, isSeed, error);
        return (Convert.ToBase64String(key.Sign(message)), Convert.ToBase64String(key.PublicKey));
    }
}
