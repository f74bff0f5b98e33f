using System.CommandLine;

namespace PrepareRoot.Ctl.Commands;

/// <summary>A command whose help has details and examples after the options.</summary>
internal sealed class DocumentedCommand(string name, string summary, string details) : Command(name, summary)
{
    /// <summary>The details and examples, as lines.</summary>
    internal string Details { get; } = details;
}
