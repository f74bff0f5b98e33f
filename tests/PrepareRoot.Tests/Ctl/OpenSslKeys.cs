using System;
using PrepareRoot.Support;

namespace PrepareRoot.Tests.Ctl;

/// <summary>Keys of many kinds, as openssl writes them, made once for a class of tests.</summary>
public sealed class OpenSslKeys : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public OpenSslKeys()
    {
        if (!Requirements.AreMet(Needs.OpenSsl))
            return;
        Make("ed25519.pem", "genpkey", "-algorithm", "ed25519");
        Make("public.pem", "pkey", "-in", this["ed25519.pem"], "-pubout");
        Make("other.pem", "genpkey", "-algorithm", "ed25519");
        Make("encrypted.pem", "pkey", "-in", this["ed25519.pem"], "-aes256", "-passout", "pass:secret");
        Make("x25519.pem", "genpkey", "-algorithm", "x25519");
        Make("ed448.pem", "genpkey", "-algorithm", "ed448");
        Make("ec.pem", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256");
        Make("ec-traditional.pem", "ecparam", "-name", "prime256v1", "-genkey");
        Make("rsa.pem", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024");
        Make("rsa-traditional.pem", "rsa", "-in", this["rsa.pem"], "-traditional");
        Make("rsa-public.pem", "pkey", "-in", this["rsa.pem"], "-pubout");
    }

    /// <summary>The path of one of them.</summary>
    public string this[string name] => _directory[name];

    public void Dispose() => _directory.Dispose();

    private void Make(string name, params string[] arguments) => Command.Run("openssl", [.. arguments, "-out", this[name]]);
}
