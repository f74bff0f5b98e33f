using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>
/// How the program was called. The name that it is called by says which of three programs it stands
/// for, and so how its arguments are read.
/// </summary>
/// <param name="Action">What it is to do.</param>
/// <param name="Options">What it is told.</param>
internal sealed record Invocation(Action Action, Options Options)
{
    private const string ComposefsName = "composefs-setup-root";
    private const string BootcName = "initramfs-setup";
    private const string BootcCommand = "setup-root";

    private const int MaxOperands = 2;

    private static readonly Options Defaults = new(Options.DefaultSysroot);

    /// <summary>Reads the arguments after the program's name.</summary>
    /// <param name="program">The path that it is called by; empty if there is none.</param>
    /// <param name="arguments">The arguments.</param>
    public static Result<Invocation> Parse(string program, string[] arguments)
    {
        switch (program[(program.LastIndexOf('/') + 1)..])
        {
            case ComposefsName:
                return SetupRootOptions.Parse(arguments);
            case BootcName:
                if (arguments.Length > 0 && arguments[0] == BootcCommand)
                    return SetupRootOptions.Parse(arguments[1..]);
                return arguments.Length > 0 && ParseAction(arguments[0]) is { } action
                    ? new Invocation(action, Defaults)
                    : new Fault(FaultCode.Usage, "the first word after " + BootcName + " must be " + BootcCommand);
            default:
                return ParsePrepareRoot(arguments);
        }
    }

    // prepare-root [SYSROOT] [KERNEL_CMDLINE], as ostree-prepare-root.
    private static Result<Invocation> ParsePrepareRoot(string[] arguments)
    {
        var operands = arguments;
        if (arguments.Length > 0 && arguments[0].StartsWith('-'))
        {
            if (ParseAction(arguments[0]) is { } action)
                return new Invocation(action, Defaults);
            if (arguments[0] != "--")
                return new Fault(FaultCode.Usage, "there is no option " + OffendingText.Quote(arguments[0]));
            operands = arguments[1..];
        }
        if (operands.Length > MaxOperands)
            return new Fault(FaultCode.Usage, "too many arguments: SYSROOT and KERNEL_CMDLINE are all there are");
        var options = operands.Length > 0 ? new Options(operands[0]) : Defaults;
        return new Invocation(Action.Prepare, operands.Length > 1 ? options with { CommandLine = operands[1] } : options);
    }

    /// <summary>What a word asks for in place of preparing the root; null if it does not.</summary>
    internal static Action? ParseAction(string argument) => argument switch
    {
        "--help" or "-h" => Action.Help,
        "--version" or "-V" => Action.Version,
        _ => null,
    };
}
