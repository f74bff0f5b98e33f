using System;
using System.CommandLine;
using System.IO;
using PrepareRoot.Ctl.Keys;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl keygen</c></summary>
internal static class KeygenCommand
{
    private const string Details = """
        FILE is PEM (PKCS#8, not encrypted) with the mode 0600. A file that exists is not overwritten.
        The line on standard output is for the file that composefs.keypath names. public-key prints it
        again. Whoever has FILE can sign images that your machines boot: keep it off them.

        Exit status: 0 success, 1 failure, 2 usage error.

        Examples:
          prepare-rootctl keygen --output key.pem
          prepare-rootctl keygen --output key.pem >> /etc/ostree/initramfs-root-binding.key
        """;

    internal static Command Make()
    {
        var file = new Option<string>("--output")
        {
            Description = "The new file for the private key.",
            HelpName = "FILE",
            Required = true,
        };
        file.RefuseEmpty("a file");
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("keygen", "Make an Ed25519 key and print its public line.", Details)
        {
            file, json,
        };
        command.SetAction(parsed => Run(parsed.InvocationConfiguration.Output, parsed.GetValue(file)!, parsed.GetValue(json)));
        return command;
    }

    private static void Run(TextWriter output, string path, bool json)
    {
        var publicKey = Convert.ToBase64String(MakeKey(path));
        if (json)
            output.Write(new JsonObject().Add("file", path).Add("publicKey", publicKey).ToString());
        else
            output.WriteLine(publicKey);
    }

    private static byte[] MakeKey(string path)
    {
        using var key = PrivateKey.Make();
        using var pem = key.ToPem();
        NewFile.Write(path, Permissions.PrivateFile, pem.Span);
        return key.PublicKey;
    }
}
