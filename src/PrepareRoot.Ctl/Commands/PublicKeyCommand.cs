using System;
using System.CommandLine;
using System.IO;
using PrepareRoot.Ctl.Keys;
using PrepareRoot.Formats;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl public-key</c></summary>
internal static class PublicKeyCommand
{
    private const string Details = """
        The line is the base64 of the key's 32 bytes, which openssl has no option to print. KEYFILE is a
        public key in PEM, or a private key in a form that sign takes. Then standard error says that the
        line is derived from it.

        Exit status: 0 success, 1 failure, 2 usage error.

        Examples:
          prepare-rootctl public-key key.pem >> /etc/ostree/initramfs-root-binding.key
        """;

    internal static Command Make()
    {
        var file = new Argument<string>("KEYFILE") { Description = "The key, Ed25519." };
        var seed = CommonOptions.Seed();
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("public-key", "Print a public key as a line of the file that composefs.keypath names.", Details)
        {
            file, seed, json,
        };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var key = Convert.ToBase64String(ReadOrDerive(parsed.GetValue(file)!, parsed.GetValue(seed), error));
            if (parsed.GetValue(json))
                output.Write(new JsonObject().Add("publicKey", key).ToString());
            else
                output.WriteLine(key);
        });
        return command;
    }

    private static byte[] ReadOrDerive(string path, bool isSeed, TextWriter error)
    {
        if (!isSeed && PublicKeyFile.ReadPem(path) is { } publicKey)
            return publicKey;
        byte[] derived;
        using (var privateKey = PrivateKeyFile.Read(path, isSeed, error))
            derived = privateKey.PublicKey;
        CommandLine.PrintMessage(error, "derived from the private key " + path);
        return derived;
    }
}
