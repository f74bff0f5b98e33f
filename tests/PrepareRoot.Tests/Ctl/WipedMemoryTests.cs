using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using PrepareRoot.Ctl.Keys;
using PrepareRoot.Linux;
using PrepareRoot.Support;
using Xunit;
using static PrepareRoot.Tests.Ctl.KeyForms;

namespace PrepareRoot.Tests.Ctl;

/// <summary>No private material is left in memory when a command prints its output.</summary>
public sealed class WipedMemoryTests : IDisposable
{
    private const int PipeCapacity = 65536; // pipe(7)

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Secret_bytes_are_zeros_after_use()
    {
        var bytes = new SecretBytes(100);
        bytes.Span.Fill(1);
        bytes.Dispose();
        Assert.Equal(new byte[100], bytes.Span.ToArray());
    }

    public static TheoryData<string, byte[]> Forms => new()
    {
        { "sign --digest HEX --key FILE", Pem("PRIVATE KEY", Pkcs8) },
        { "sign --digest HEX --key FILE", Encoding.ASCII.GetBytes(Pair) },
        { "sign --digest HEX --seed --key FILE", Seed },
        { "public-key FILE", Pem("PRIVATE KEY", Pkcs8WithPublicKey(PublicKey)) },
        { "public-key --seed FILE", Base64(Seed) },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Process_that_prints_its_output_has_no_private_key_in_memory(string command, byte[] content)
    {
        var key = _directory.Write("key", content);
        AssertWiped(command.Replace("HEX", new string('5', 64), StringComparison.Ordinal).Replace("FILE", key, StringComparison.Ordinal), () => Seed);
    }

    [Fact]
    public void Process_that_made_a_key_has_none_in_memory()
    {
        var key = _directory["new.pem"];
        AssertWiped("keygen --output " + key, () => Convert.FromBase64String(File.ReadAllLines(key)[1])[^32..]);
    }

    // The output goes into a full pipe, so that the process stops there.
    private void AssertWiped(string command, Func<byte[]> seedOf)
    {
        Command.Run("mkfifo", _directory["pipe"]);
        using var pipe = new FileStream(_directory["pipe"], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        pipe.Write(new byte[PipeCapacity]);
        using var process = Process.Start(
            "sh", ["-c", "pipe=$1; shift; exec \"$@\" > \"$pipe\"", "sh", _directory["pipe"], "dotnet", Path.Combine(AppContext.BaseDirectory, "prepare-rootctl.dll"), .. command.Split(' ')]);
        try
        {
            WaitForWrite(process);
            Stop(process);
            var seed = seedOf();
            var hash = SHA512.HashData(seed);
            // Without its first and last bytes, which RFC 8032 changes, the first half is the private scalar.
            foreach (var secret in (byte[][])[seed, hash[1..31], hash[32..], Base64(seed)[..40], Base64([.. Pkcs8[..^seed.Length], .. seed])[24..60]])
                Assert.False(HasInMemory(process, secret), "there is still " + Convert.ToHexString(secret));
            // What is looked for is found, if it is there.
            Assert.True(HasInMemory(process, Sodium.PublicKeyOf(seed)) || HasInMemory(process, Encoding.Unicode.GetBytes(Convert.ToBase64String(Sodium.PublicKeyOf(seed)))) || HasInMemory(process, Encoding.Unicode.GetBytes("composefs.signature=")));
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    // proc(5): the number of the system call (write is 1 on x86-64) and its arguments; the output is 1.
    private static void WaitForWrite(Process process)
    {
        var waited = Stopwatch.StartNew();
        while (!Directory.GetDirectories($"/proc/{process.Id}/task").Any(task => File.ReadAllText(task + "/syscall").StartsWith("1 0x1 ", StringComparison.Ordinal)))
        {
            Assert.False(process.HasExited, "it ended instead of printing its output");
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), "it prints nothing");
            System.Threading.Thread.Yield();
        }
    }

    // Other threads of the runtime would unmap memory while it is read.
    private static void Stop(Process process)
    {
        Command.Run("kill", "-STOP", process.Id.ToString(CultureInfo.InvariantCulture));
        var waited = Stopwatch.StartNew();
        while (Directory.GetDirectories($"/proc/{process.Id}/task").Any(task => !File.ReadAllText(task + "/status").Contains("State:\tT", StringComparison.Ordinal)))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), "it does not stop");
            System.Threading.Thread.Yield();
        }
    }

    private static bool HasInMemory(Process process, byte[] bytes)
    {
        using var memory = File.OpenHandle($"/proc/{process.Id}/mem");
        foreach (var line in File.ReadLines($"/proc/{process.Id}/maps"))
        {
            // START-END PERMISSIONS OFFSET DEVICE INODE PATH. The key is nowhere but in private writable memory.
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!fields[1].StartsWith("rw", StringComparison.Ordinal))
                continue;
            var bounds = fields[0].Split('-').Select(bound => long.Parse(bound, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            var content = new byte[bounds[1] - bounds[0]];
            RandomAccess.Read(memory, content, bounds[0]);
            if (content.AsSpan().IndexOf(bytes) >= 0)
                return true;
        }
        return false;
    }
}
