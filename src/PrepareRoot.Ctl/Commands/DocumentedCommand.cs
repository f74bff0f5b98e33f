using System.CommandLine;

namespace PrepareRoot.Ctl.Commands;

/// <summary>A command whose help ends with more than its options.</summary>
internal sealed class DocumentedCommand(string name, string summary, string details) : Command(name, summary)
{
    /// <summary>What its options do not say, and examples: lines.</summary>
    internal string Details { get; } = details;
}
