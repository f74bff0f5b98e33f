using PrepareRoot.Faults;

namespace PrepareRoot.Ctl.Explanations;

/// <summary>
/// A fault at length. The texts are lines of Markdown: a line that four spaces precede is a command
/// that an administrator can type, in an emergency shell or on a running system.
/// </summary>
/// <param name="Code">The kind of refusal. Its meaning and its remedy are not repeated.</param>
internal sealed record Explanation(FaultCode Code)
{
    /// <summary>How it comes about.</summary>
    internal required string Causes { get; init; }

    /// <summary>How to see more.</summary>
    internal required string Look { get; init; }

    /// <summary>How to mend it, beyond the remedy of the code.</summary>
    internal required string Mend { get; init; }
}
