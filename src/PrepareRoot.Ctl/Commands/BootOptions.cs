using System.CommandLine;
using PrepareRoot.Ctl.Inputs;
using PrepareRoot.Linux;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Commands;

/// <summary>
/// The options that say which boot a command is about. What isn't given is that of the running
/// system.
/// </summary>
internal sealed class BootOptions
{
    private readonly Option<string?> _sysroot = PathOption("--sysroot", "DIR", "Where the disk is mounted; default: /sysroot.");
    private readonly Option<string?> _commandLine = new("--cmdline")
    {
        Description = "The kernel command line; default: that of the running kernel.",
        HelpName = "TEXT",
    };

    private readonly Option<string?> _configurationRoot =
        PathOption("--config-root", "DIR", "Read the configuration and keys below DIR; default: /.");

    /// <summary>Adds the options to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Add(_sysroot);
        command.Add(_commandLine);
        command.Add(_configurationRoot);
    }

    /// <summary>What the options name, read.</summary>
    internal BootInput Read(ParseResult parsed)
    {
        var commandLine = parsed.GetValue(_commandLine) is { } text ? BootCommandLine.Of("--cmdline", text) : RunningSystem.CommandLine();
        var configuration = parsed.GetValue(_configurationRoot) is { } root
            ? BootConfiguration.OfTree(Absolute("--config-root", root))
            : BootConfiguration.OfSystem();
        var sysroot = parsed.GetValue(_sysroot) is { } path ? Absolute("--sysroot", path) : RunningSystem.Sysroot();
        return new BootInput(sysroot, commandLine, configuration);
    }

    private static string Absolute(string option, string path) =>
        PathArgument.Resolve(option, path, CurrentProcess.WorkingDirectory).Try(out var absolute, out var fault)
            ? absolute
            : throw FailureException.Of(fault);

    private static Option<string?> PathOption(string name, string helpName, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is "")
                result.AddError(name + " must name a path, but is empty");
        });
        return option;
    }
}
