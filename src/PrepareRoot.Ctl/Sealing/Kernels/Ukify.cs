using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Threading;
using PrepareRoot.Formats;
using PrepareRoot.Linux;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// systemd's <c>ukify(1)</c>. What it says is kept: it is shown if it fails.
/// </summary>
/// <param name="path">Its path.</param>
internal sealed class Ukify(string path)
{
    private const string Shell = "/bin/sh";
    private const string Redirect = "exec \"$@\" >\"$0\" 2>&1";

    // Where it was before systemd 255; it is in no directory of PATH there.
    private const string OldPath = "/usr/lib/systemd/ukify";

    // How often it is looked at, when it is interrupted after Ctrl-C, and when it is killed.
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _ownEnd = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    // The end of a Python traceback.
    private const int MaxOutput = 4096;

    /// <summary>Finds it, in <c>PATH</c> first.</summary>
    internal static Ukify Find()
    {
        var places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(directory => directory.StartsWith('/')).Select(directory => directory + "/ukify");
        foreach (var place in places.Append(OldPath))
        {
            // Only what is executable: a directory of PATH may have anything by that name.
            if (Files.Open(null, place, Files.O_PATH, 0, out var file) != Errno.None)
                continue;
            using (file)
            {
                if (Files.Status(file, "", out var status) == Errno.None && status.Type == FileType.Regular)
                    return new Ukify(place);
            }
        }
        throw new FailureException("ukify is not installed: it is systemd's program for unified kernel images, in the package systemd-ukify");
    }

    /// <summary>Runs it.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="stop">Ends it.</param>
    internal void Run(IReadOnlyList<string> arguments, CancellationToken stop)
    {
        var errno = Files.Open(null, "/tmp", Files.O_TMPFILE | Files.O_RDWR, 0, out var output, Permissions.PrivateFile);
        if (errno != Errno.None)
            throw new FailureException("/tmp: " + errno.Message());
        using (output)
        {
            var environment = new List<string>();
            foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
                environment.Add(variable.Key + "=" + variable.Value);
            var log = "/proc/" + ((ulong)Environment.ProcessId).Text() + "/fd/" + ((ulong)output.Number).Text();
            errno = ChildProcess.Start(Shell, ["sh", "-c", Redirect, log, path, .. arguments], [.. environment], out var pid);
            if (errno != Errno.None)
                throw new FailureException(Shell + " can't be started: " + errno.Message());
            var status = Wait(pid, stop);
            stop.ThrowIfCancellationRequested();
            if (status == 0)
                return;
            var end = status == ChildProcess.Killed ? " was killed" : " failed with exit status " + ((ulong)status).Text();
            throw new FailureException(string.Join('\n', [path + end, .. LastLines(output).Select(line => "  " + ConsoleText.Escape(line))]));
        }
    }

    // Ctrl-C reaches it too, and a second signal would disturb its clean-up: it removes its temporary
    // files if it is interrupted, but not if it is killed.
    private static int Wait(int pid, CancellationToken stop)
    {
        var stopping = new Stopwatch();
        var isInterrupted = false;
        while (true)
        {
            var errno = ChildProcess.Poll(pid, out var hasEnded, out var status);
            if (errno != Errno.None)
                throw new FailureException(Shell + ": " + errno.Message());
            if (hasEnded)
                return status;
            if (!stopping.IsRunning && stop.IsCancellationRequested)
                stopping.Start();
            if (stopping.Elapsed >= _patience)
                ChildProcess.Kill(pid);
            else if (stopping.Elapsed >= _ownEnd && !isInterrupted)
            {
                ChildProcess.Interrupt(pid);
                isInterrupted = true;
            }
            Thread.Sleep(_interval);
        }
    }

    private static string[] LastLines(FileDescriptor output)
    {
        var buffer = new byte[MaxOutput];
        if (Files.ContentStatus(output, out var status) != Errno.None)
            return [];
        var start = Math.Max(0, (long)status.Size - MaxOutput);
        if (Files.ReadAt(output, buffer, start, out var count) != Errno.None)
            return [];
        var lines = Encoding.UTF8.GetString(buffer.AsSpan(0, count)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // The first may have lost its start.
        return start > 0 && lines.Length > 1 ? lines[1..] : lines;
    }
}
