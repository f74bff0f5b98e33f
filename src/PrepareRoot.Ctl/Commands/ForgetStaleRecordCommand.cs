using System.CommandLine;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Linux;
using PrepareRoot.Run;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>prepare-rootctl forget-stale-record</c></summary>
internal static class ForgetStaleRecordCommand
{
    private const string Details = """
        prepare-root-record.service runs it early in every start of the system. A soft reboot changes
        the root and keeps /run, so the record may describe the previous root. It is kept if it has the
        device and inode of the root. The record of a root that "soft-reboot" made takes its place. A missing
        record is not an error.

        Examples:
          prepare-rootctl forget-stale-record --root /
        """;

    internal static Command Make()
    {
        var root = CommonOptions.Root("The root of the system.");
        var command = new DocumentedCommand(
            "forget-stale-record", "Remove /run/prepare-root.json if it does not describe the root.", Details)
        {
            root,
        };
        command.SetAction(parsed => Run(parsed, parsed.GetValue(root)!));
        return command;
    }

    private static int Run(ParseResult parsed, string root)
    {
        InputDirectory.Require("--root", root);
        if (!StaleRecord.Forget(root).Try(out var removed, out var fault))
            throw FailureException.Of(fault);
        var path = root.TrimEnd('/') + StaleRecord.Path;
        if (removed)
        {
            parsed.InvocationConfiguration.Output.WriteLine(path + (Files.Status(null, path, out _) == Errno.None
                ? " is that of the soft reboot now"
                : " does not describe this root: removed"));
        }
        return ExitStatus.Success;
    }
}
