using System.CommandLine;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Commands;

/// <summary><c>--sysroot DIR|FILE</c></summary>
internal sealed class SysrootOption
{
    private const string Name = "--sysroot";

    private readonly Option<string?> _option = new(Name)
    {
        Description = "Where the disk is mounted, or an image of it; default: /sysroot.",
        HelpName = "DIR|FILE",
    };

    internal SysrootOption() => _option.RefuseEmpty("a path");

    /// <summary>Adds it to a command.</summary>
    internal void AddTo(Command command) => command.Add(_option);

    /// <summary>Whether it is given.</summary>
    internal bool IsGiven(ParseResult parsed) => parsed.GetValue(_option) is not null;

    /// <summary>
    /// Opens what it names, or the disk of the running system. What is named must be there,
    /// whatever the command line asks for; that of the system is missed where the boot misses it.
    /// </summary>
    internal Sysroot Open(ParseResult parsed)
    {
        if (parsed.GetValue(_option) is not { } given)
            return Sysroot.Open(RunningSystem.Sysroot());
        return PathArgument.Resolve(Name, given, () => CurrentProcess.WorkingDirectory).Try(out var path, out var fault)
            ? Sysroot.Open(path, Name)
            : throw FailureException.Of(fault);
    }
}
