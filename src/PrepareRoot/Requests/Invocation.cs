using PrepareRoot.Faults;
using PrepareRoot.Formats;

namespace PrepareRoot.Requests;

/// <summary>
/// How the program was called. The name that it is called by says which of three programs it stands
/// for, and so how its words are read.
/// </summary>
/// <param name="Action">What it is to do.</param>
/// <param name="Options">What it is told.</param>
internal sealed record Invocation(Action Action, Options Options)
{
    private const string ComposefsName = "composefs-setup-root";
    private const string BootcName = "initramfs-setup";
    private const string BootcCommand = "setup-root";

    private const int MostOperands = 2;

    private static readonly Options Nothing = new(Options.DefaultSysroot);

    /// <summary>Reads the words after the program's name.</summary>
    /// <param name="program">The path that it is called by; empty if there is none.</param>
    /// <param name="words">The words.</param>
    public static Result<Invocation> Parse(string program, string[] words)
    {
        switch (program[(program.LastIndexOf('/') + 1)..])
        {
            case ComposefsName:
                return SetupRootOptions.Parse(words);
            case BootcName:
                if (words.Length > 0 && words[0] == BootcCommand)
                    return SetupRootOptions.Parse(words[1..]);
                return words.Length > 0 && ParseAction(words[0]) is { } action
                    ? new Invocation(action, Nothing)
                    : new Fault(FaultCode.Usage, "the first word after " + BootcName + " must be " + BootcCommand);
            default:
                return ParseOwn(words);
        }
    }

    // prepare-root [SYSROOT] [KERNEL_CMDLINE], as ostree-prepare-root.
    private static Result<Invocation> ParseOwn(string[] words)
    {
        var operands = words;
        if (words.Length > 0 && words[0].StartsWith('-'))
        {
            if (ParseAction(words[0]) is { } action)
                return new Invocation(action, Nothing);
            if (words[0] != "--")
                return new Fault(FaultCode.Usage, "there is no option " + OffendingText.Quote(words[0]));
            operands = words[1..];
        }
        if (operands.Length > MostOperands)
            return new Fault(FaultCode.Usage, "too many arguments: SYSROOT and KERNEL_CMDLINE are all there are");
        var options = operands.Length > 0 ? new Options(operands[0]) : Nothing;
        return new Invocation(Action.Prepare, operands.Length > 1 ? options with { CommandLine = operands[1] } : options);
    }

    /// <summary>What a word asks for in place of preparing the root; null if it does not.</summary>
    internal static Action? ParseAction(string word) => word switch
    {
        "--help" or "-h" => Action.Help,
        "--version" or "-V" => Action.Version,
        _ => null,
    };
}
