using System;
using System.CommandLine;
using System.Globalization;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Ctl.Running;
using PrepareRoot.Deployments;
using PrepareRoot.Formats;
using PrepareRoot.Initramfs;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using PrepareRoot.Run;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl status</c></summary>
internal static class StatusCommand
{
    private const string Details = """
        It reads the record that prepare-root left in /run and compares it with the kernel's mount table and
        with the fs-verity digest of the image. What the record says of the layers of an overlay can't be
        compared: the kernel shows no names for them.

        Exit status: 0 the boot is as recorded, 1 it differs, or prepare-root did not make this root, 2
        usage error.

        Examples:
          prepare-rootctl status
          prepare-rootctl status --json
        """;

    // The year 3000.
    private const ulong LastTime = 32503680000;

    internal static Command Make()
    {
        var json = CommonOptions.Json();
        var command = new DocumentedCommand("status", "Print what this boot verified and mounted, checked with the kernel.", Details) { json };
        command.SetAction(parsed => Run(parsed, parsed.GetValue(json)));
        return command;
    }

    private static int Run(ParseResult parsed, bool json)
    {
        var output = parsed.InvocationConfiguration.Output;
        var report = Report() with { LastRefusal = LastRefusal.Read() is { } kept ? Of(kept) : null };
        if (json)
            CtlJson.Write(output, report);
        else
            StatusText.Write(output, TerminalStyle.For(output), report);
        return report.Agrees ? ExitStatus.Success : ExitStatus.Failure;
    }

    private static StatusReport Report()
    {
        return RunRecord.Read(out var isOfAnother) is { } record
            ? new StatusCheck(record, MountInfo.Read(), MeasuredImage.Of(record), Configured(), Resolve).Report()
            : NotPrepared(StaleRecord.Path + (isOfAnother ? " is of another root: a soft reboot keeps /run" : " is missing"));
    }

    private static KeptRefusalReport Of(KeptRefusal kept) => new(
        kept.Code, kept.Cause, kept.Time < LastTime ? DateTimeOffset.FromUnixTimeSeconds((long)kept.Time).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : null);

    private static StatusReport NotPrepared(string note) =>
        new() { Prepared = false, Agrees = false, Mounts = [], Differences = [], Weaker = [], Notes = [note] };

    // bootc's var is a link to the directory that all deployments share.
    private static string Resolve(string path)
    {
        if (!Disk.Open(Options.DefaultSysroot).Try(out var disk, out _))
            return path;
        using (disk)
            return ResolvedPath.Find(disk.Root, path, out var resolved) == Errno.None ? resolved : path;
    }

    private static ComposefsMode? Configured() =>
        InitramfsConfiguration.Read(new InitramfsDirectory(null), Options.DefaultSetupConfiguration).Try(out var configuration, out _)
            ? configuration.PrepareRoot.Composefs
            : null;
}
