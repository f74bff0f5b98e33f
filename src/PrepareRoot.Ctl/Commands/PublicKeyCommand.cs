using System;
using System.CommandLine;
using PrepareRoot.Ctl.Keys;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl public-key</c></summary>
internal static class PublicKeyCommand
{
    private const string Details = """
        The line is the base64 of the key's 32 bytes, which openssl has no option to print. KEYFILE is a
        private key, in any form that sign takes, or a public one in PEM.

        Examples:
          prepare-rootctl public-key key.pem >> /etc/ostree/initramfs-root-binding.key
        """;

    internal static Command Make()
    {
        var file = new Argument<string>("KEYFILE") { Description = "The key, Ed25519." };
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("public-key", "Print a public key as a line of the file that composefs.keypath names.", Details)
        {
            file, json,
        };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var key = Convert.ToBase64String(PublicKeyFile.ReadOrDerive(parsed.GetValue(file)!, error));
            if (parsed.GetValue(json))
                output.Write(new JsonObject().Add("publicKey", key).ToString());
            else
                output.WriteLine(key);
        });
        return command;
    }
}
