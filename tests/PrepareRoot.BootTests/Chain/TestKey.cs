using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Chain;

/// <summary>
/// An Ed25519 key that openssl makes and prepare-rootctl uses, as an administrator would. Every run
/// makes a new one.
/// </summary>
public sealed class TestKey
{
    private static readonly Lazy<TestKey> _ours = new(() => new TestKey());
    private static readonly Lazy<TestKey> _somebodyElses = new(() => new TestKey());

    private TestKey()
    {
        Pem = Command.Run("openssl", "genpkey", "-algorithm", "ed25519");
        Public = Use("public-key", []);
    }

    /// <summary>The key that the initramfs trusts.</summary>
    public static TestKey Ours => _ours.Value;

    /// <summary>Another key, which the initramfs does not trust unless a case says so.</summary>
    public static TestKey Other => _somebodyElses.Value;

    /// <summary>The private key.</summary>
    public string Pem { get; }

    /// <summary>The public key: a line for the file that <c>composefs.keypath</c> names.</summary>
    public string Public { get; }

    /// <summary>
    /// The <c>composefs.digest=</c> and <c>composefs.signature=</c> that boot an image.
    /// </summary>
    /// <param name="digest">Its digest, as <c>sha256:HEX</c>.</param>
    public string Sign(string digest) => Use("sign", "--digest", digest, "--key").TrimEnd('\n');

    /// <summary>The <c>composefs.signature=</c> alone.</summary>
    public string Signature(string digest) => Sign(digest).Split(' ').Last();

    private string Use(string command, params string[] arguments)
    {
        var file = Path.GetTempFileName(); // only we can read it
        try
        {
            File.WriteAllText(file, Pem);
            return Command.Run(Artifacts.Tool, [command, .. arguments, file]);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
