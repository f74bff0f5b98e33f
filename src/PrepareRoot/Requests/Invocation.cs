using System;
using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>
/// The parsed command line. The name that the program is called by selects which of three programs
/// it acts as, and so the syntax of its arguments.
/// </summary>
/// <param name="Action">What to do.</param>
/// <param name="Options">The options.</param>
internal sealed record Invocation(Action Action, Options Options)
{
    private const string ComposefsName = "composefs-setup-root";
    private const string BootcName = "initramfs-setup";
    private const string BootcCommand = "setup-root";

    private const int MaxOperands = 2;

    private static readonly Options Defaults = new(Options.DefaultSysroot);

    /// <summary>Parses the arguments after the program's name.</summary>
    /// <param name="program">The name that the program is called by, a path; may be empty.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="findDirectory">As in <see cref="PathArgument"/>.</param>
    public static Result<Invocation> Parse(string program, string[] arguments, Func<string?> findDirectory)
    {
        switch (program[(program.LastIndexOf('/') + 1)..])
        {
            case ComposefsName:
                return SetupRootOptions.Parse(arguments, findDirectory);
            case BootcName:
                if (arguments.Length > 0 && arguments[0] == BootcCommand)
                    return SetupRootOptions.Parse(arguments[1..], findDirectory);
                return arguments.Length > 0 && ParseAction(arguments[0]) is { } action
                    ? new Invocation(action, Defaults)
                    : new Fault(FaultCode.Usage, "the first argument of " + BootcName + " must be " + BootcCommand);
            default:
                return ParsePrepareRoot(arguments, findDirectory);
        }
    }

    // prepare-root [SYSROOT] [KERNEL_CMDLINE], as ostree-prepare-root.
    private static Result<Invocation> ParsePrepareRoot(string[] arguments, Func<string?> findDirectory)
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
            return new Fault(FaultCode.Usage, "too many arguments: at most SYSROOT and KERNEL_CMDLINE are allowed");
        var options = Defaults;
        if (operands.Length > 0)
        {
            if (!PathArgument.Resolve("SYSROOT", operands[0], findDirectory).Try(out var sysroot, out var fault))
                return fault;
            options = new Options(sysroot);
        }
        return new Invocation(Action.Prepare, operands.Length > 1 ? options with { CommandLine = operands[1] } : options);
    }

    /// <summary>
    /// The action of <c>--help</c> and <c>--version</c>; null for any other argument.
    /// </summary>
    internal static Action? ParseAction(string argument) => argument switch
    {
        "--help" or "-h" => Action.Help,
        "--version" or "-V" => Action.Version,
        _ => null,
    };
}
