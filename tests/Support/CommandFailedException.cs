using System;

namespace PrepareRoot.Support;

/// <summary>A program failed that had to succeed.</summary>
/// <param name="command">The program and its arguments.</param>
/// <param name="result">Its exit status and output, which are in the message.</param>
public sealed class CommandFailedException(Command command, CommandResult result)
    : Exception($"{command}\nexited with status {result.ExitStatus}:\n{result.Output}{result.Error}")
{
    /// <summary>Its exit status and output.</summary>
    public CommandResult Result => result;
}
