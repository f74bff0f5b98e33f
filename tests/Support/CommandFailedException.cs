using System;

namespace PrepareRoot.Support;

/// <summary>A program that had to succeed did not.</summary>
/// <param name="command">The program and its arguments.</param>
/// <param name="result">How it ended, and all that it printed: the message holds it.</param>
public sealed class CommandFailedException(Command command, CommandResult result)
    : Exception($"{command}\nexited with status {result.ExitStatus}:\n{result.Output}{result.Error}")
{
    /// <summary>How it ended.</summary>
    public CommandResult Result => result;
}
