using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Inputs;

/// <summary>A kernel command line, and where it is from.</summary>
/// <param name="Source">What holds it: a file, or <c>--cmdline</c>.</param>
/// <param name="Parts">Its parts, in order.</param>
internal sealed record BootCommandLine(string Source, IReadOnlyList<CommandLinePart> Parts)
{
    /// <summary>A command line of one part.</summary>
    internal static BootCommandLine Of(string source, string text) => new(source, [new CommandLinePart(text, source)]);

    /// <summary>The whole text: the parts with a space between them.</summary>
    internal string Text => string.Join(' ', Parts.Select(part => part.Text));

    /// <summary>
    /// Where an argument is from. A quoted argument may start in one part and end in another; then
    /// it is from the whole.
    /// </summary>
    internal string LocationOf(KernelArgument argument) =>
        Parts.FirstOrDefault(part => Has(part, argument))?.Location ?? Source;

    private static bool Has(CommandLinePart part, KernelArgument argument)
    {
        foreach (ref readonly var own in KernelCommandLine.Parse(part.Text).Arguments)
        {
            if (own == argument)
                return true;
        }
        return false;
    }
}

/// <summary>A part of a kernel command line.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Location">The file and line, or the section, that holds it.</param>
internal sealed record CommandLinePart(string Text, string Location);
