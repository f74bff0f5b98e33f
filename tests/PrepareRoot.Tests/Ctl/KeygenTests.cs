using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.Tests.Ctl;

public sealed class KeygenTests : IDisposable
{
    private static readonly string _hex = new('5', 64);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void File_is_for_its_owner_alone_and_sign_and_public_key_take_it()
    {
        var path = _directory["key.pem"];
        var run = CtlRun.Of("keygen", "--output", path);

        Assert.Equal((0, ""), (run.Status, run.Error));
        Assert.Equal([path], Directory.GetFileSystemEntries(_directory["."]).Select(Path.GetFullPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(new CtlRun(0, run.Output, "prepare-rootctl: derived from the private key " + path + "\n"), CtlRun.Of("public-key", path));
        var signed = CtlRun.Of("sign", "--key", path, "--digest", _hex);
        Assert.Equal((0, ""), (signed.Status, signed.Error));
        var keys = _directory.Write("keys", run.Output);
        Assert.Equal(0, CtlRun.Of("verify", "--key", keys, "--digest", _hex, "--signature", SignatureArguments.Parse(signed.Output).Signature).Status);
    }

    [Fact]
    public void File_is_PKCS8_of_a_seed_that_is_another_each_time()
    {
        var seeds = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var path = _directory["key" + i];
            var line = CtlRun.Of("keygen", "--output", path).Output.TrimEnd('\n');
            var lines = File.ReadAllLines(path);
            Assert.Equal(("-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", 3), (lines[0], lines[2], lines.Length));
            var der = Convert.FromBase64String(lines[1]);
            Assert.Equal("302e020100300506032b657004220420", Convert.ToHexStringLower(der.AsSpan(0, 16)));
            Assert.Equal((48, 44), (der.Length, line.Length));
            Assert.True(seeds.Add(lines[1]) && seeds.Add(line));
        }
    }

    [RequiresFact(Needs.OpenSsl)]
    public void File_is_read_by_openssl_and_the_line_is_the_key_that_openssl_derives()
    {
        var path = _directory["key.pem"];
        var line = CtlRun.Of("keygen", "--output", path).Output.TrimEnd('\n');

        Command.Run("openssl", "pkey", "-in", path, "-pubout", "-outform", "DER", "-out", _directory["public"]);
        Command.Run("openssl", "pkey", "-in", path, "-out", _directory["again"]);

        // The last 32 bytes of a SubjectPublicKeyInfo of Ed25519 are the key.
        Assert.Equal(Convert.ToBase64String(File.ReadAllBytes(_directory["public"]).AsSpan(^32..)), line);
        // openssl writes the same bytes.
        Assert.Equal(File.ReadAllText(_directory["again"]), File.ReadAllText(path));
    }

    [Fact]
    public void Json_has_the_file_and_the_line()
    {
        var run = CtlRun.Of("keygen", "--json", "--output", _directory["key.pem"]);
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(_directory["key.pem"], json.GetProperty("file").GetString());
        Assert.Equal(CtlRun.Of("public-key", _directory["key.pem"]).Output.TrimEnd('\n'), json.GetProperty("publicKey").GetString());
    }

    [Theory]
    [InlineData("file")]
    [InlineData("directory")]
    [InlineData("link")]
    [InlineData("fifo")]
    public void What_exists_is_not_overwritten(string kind)
    {
        Command.Run("sh", "-c", "cd \"$1\"; echo text > file; mkdir directory; ln -s nowhere link; mkfifo fifo", "sh", _directory["."]);

        var run = CtlRun.Of("keygen", "--output", _directory[kind]);

        Assert.Equal(new CtlRun(1, "", "prepare-rootctl: " + _directory[kind] + ": exists already, and is not overwritten\n"), run);
        Assert.Equal("text\n", File.ReadAllText(_directory["file"]));
        Assert.Equal("nowhere", new FileInfo(_directory["link"]).LinkTarget);
        // Nothing was left under another name.
        Assert.Equal(4, Directory.GetFileSystemEntries(_directory["."]).Length);
    }

    [Theory]
    [InlineData("missing/key", ": No such file or directory")]
    [InlineData("file/key", ": Not a directory")]
    [InlineData("new/", ": must be the name of a new file")]
    [InlineData(".", ": must be the name of a new file")]
    public void File_that_cannot_be_made_is_an_error(string name, string problem)
    {
        _directory.Write("file", "");
        var path = _directory["."][..^1] + name;

        var run = CtlRun.Of("keygen", "--output", path);

        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.Contains(problem.TrimStart(':'), run.Error, StringComparison.Ordinal);
        Assert.Equal([_directory["file"]], Directory.GetFileSystemEntries(_directory["."]).Select(Path.GetFullPath));
    }

    // The write fails: with a limit of no bytes on the size of files.
    [Fact]
    public void Disk_that_is_full_leaves_no_file()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "prepare-rootctl.dll");

        var result = new Command("sh", "-c", "ulimit -f 0; trap '' XFSZ; exec dotnet \"$1\" keygen --output \"$2\"", "sh", program, _directory["key.pem"])
        {
            Environment = new Dictionary<string, string> { ["DOTNET_EnableDiagnostics"] = "0", ["DOTNET_EnableWriteXorExecute"] = "0" },
        }.RunToAnyEnd();

        Assert.Equal((1, "", "prepare-rootctl: " + _directory["key.pem"] + ": File too large\n"), (result.ExitStatus, result.Output, result.Error));
        Assert.Empty(Directory.GetFileSystemEntries(_directory["."]));
    }
}
