namespace PrepareRoot.Requests;

/// <summary>One argument of the kernel command line.</summary>
/// <param name="Key">
/// What stands before the first <c>=</c>, or the whole argument if there is none. May be empty
/// (<c>""</c>).
/// </param>
/// <param name="Value">
/// What stands after it, without the quotes around it; null if there is no <c>=</c>.
/// </param>
/// <param name="Text">The argument as it was written, quotes included: for messages.</param>
internal readonly record struct KernelArgument(string Key, string? Value, string Text);
