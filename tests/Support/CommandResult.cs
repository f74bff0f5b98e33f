namespace PrepareRoot.Support;

/// <summary>The result of a program.</summary>
/// <param name="ExitStatus">Its exit status; 128 plus the signal's number if it was killed.</param>
/// <param name="Output">Its standard output, whole, lines ending in <c>\n</c>.</param>
/// <param name="Error">Its standard error, likewise.</param>
public sealed record CommandResult(int ExitStatus, string Output, string Error);
