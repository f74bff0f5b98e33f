using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace PrepareRoot.Support;

/// <summary>A TPM 2.0 for one machine, emulated by swtpm: new, with all PCRs zero.</summary>
internal sealed class Tpm : IDisposable
{
    private static readonly TimeSpan _start = TimeSpan.FromMinutes(2);

    private readonly string _directory = Directory.CreateTempSubdirectory("tpm").FullName;
    private readonly Task _process;

    /// <summary>Starts it.</summary>
    /// <param name="timeLimit">How long the machine may run.</param>
    internal Tpm(TimeSpan timeLimit)
    {
        // swtpm ends when the machine closes the connection.
        var swtpm = new Command("swtpm", "socket", "--tpm2", "--terminate", "--tpmstate", "dir=" + _directory, "--ctrl", "type=unixio,path=" + Socket)
        {
            TimeLimit = timeLimit + _start,
        };
        _process = Task.Run(swtpm.Run);
        SpinWait.SpinUntil(() => _process.IsCompleted || File.Exists(Socket), _start);
        if (_process.IsFaulted)
            _process.GetAwaiter().GetResult();
    }

    /// <summary>QEMU's arguments that attach it to the machine.</summary>
    internal string[] Arguments =>
        ["-chardev", "socket,id=tpm,path=" + Socket, "-tpmdev", "emulator,id=tpm,chardev=tpm", "-device", "tpm-crb,tpmdev=tpm"];

    private string Socket => Path.Combine(_directory, "socket");

    /// <inheritdoc/>
    public void Dispose()
    {
        Task.WaitAny([_process], _start);
        Directory.Delete(_directory, recursive: true);
    }
}
