using System;
using System.Globalization;

namespace PrepareRoot.Fuzz;

/// <summary>An input that a parser does not treat as it should.</summary>
/// <param name="target">The name of the parser.</param>
/// <param name="input">The input.</param>
/// <param name="problem">What happened.</param>
/// <param name="inner">The exception that the parser ended with; null if it ended otherwise.</param>
public sealed class FindingException(string target, byte[] input, string problem, Exception? inner = null) : Exception(
    string.Create(
        CultureInfo.InvariantCulture,
        $"{target}, {input.Length} bytes: {problem}. The input, in hex: {Convert.ToHexStringLower(input.AsSpan(0, Math.Min(input.Length, ShownBytes)))}"),
    inner)
{
    private const int ShownBytes = 2048;

    /// <summary>The name of the parser.</summary>
    public string Target => target;

    /// <summary>What happened.</summary>
    public string Problem => problem;

    /// <summary>The input.</summary>
    public byte[] Input => input;
}
