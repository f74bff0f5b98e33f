namespace PrepareRoot.Requests;

/// <summary>One argument of the kernel command line.</summary>
/// <param name="Key">
/// The text before the first <c>=</c>, or the whole argument if there is no <c>=</c>. May be empty
/// (<c>""</c>).
/// </param>
/// <param name="Value">
/// The text after the first <c>=</c>, without surrounding quotes; null if there is no <c>=</c>.
/// </param>
/// <param name="Text">The argument as it was written, with quotes, for messages.</param>
internal readonly record struct KernelArgument(string Key, string? Value, string Text);
