namespace PrepareRoot.Configuration;

/// <summary>How the program was called: <c>prepare-root [SYSROOT] [KERNEL_CMDLINE]</c>.</summary>
/// <param name="Purpose">What it is to do.</param>
/// <param name="Sysroot">Where the disk is mounted.</param>
/// <param name="CommandLine">The kernel command line; null: the one in <c>/proc/cmdline</c>.</param>
public sealed record Invocation(Purpose Purpose, string Sysroot, string? CommandLine)
{
    private const string DefaultSysroot = "/sysroot";
    private const int MostOperands = 2;

    /// <summary>Reads the words after the program's name.</summary>
    public static Result<Invocation> Parse(string[] words)
    {
        var operands = words;
        if (words.Length > 0 && words[0].StartsWith('-'))
        {
            switch (words[0])
            {
                case "--help" or "-h":
                    return new Invocation(Purpose.Help, DefaultSysroot, null);
                case "--version":
                    return new Invocation(Purpose.Version, DefaultSysroot, null);
                case "--":
                    operands = words[1..];
                    break;
                default:
                    return new Fault(FaultCode.Usage, "there is no option " + OffendingText.Quote(words[0]));
            }
        }
        if (operands.Length > MostOperands)
            return new Fault(FaultCode.Usage, "too many arguments: SYSROOT and KERNEL_CMDLINE are all there are");
        return new Invocation(
            Purpose.Prepare, operands.Length > 0 ? operands[0] : DefaultSysroot, operands.Length > 1 ? operands[1] : null);
    }
}
