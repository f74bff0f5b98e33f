using System;

namespace PrepareRoot.Fuzz;

/// <summary>A parser and its sample input.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parse">
/// Parses the input, checks the result, and returns whether it is a value. Any exception is a
/// finding: in the parser, or in what this check expects of its value.
/// </param>
/// <param name="Samples">Valid input.</param>
/// <param name="Tokens">Byte strings that the parser treats specially.</param>
public sealed record Target(string Name, Func<byte[], bool> Parse, byte[][] Samples, byte[][] Tokens)
{
    /// <summary>How much it may allocate for an input.</summary>
    public static long MostAllocated(int inputSize) => AllocatedAlways + ((long)AllocatedPerByte * inputSize);

    // In proportion to the input: a line of one byte has an object of some hundred bytes at the
    // most.
    private const int AllocatedPerByte = 512;
    private const int AllocatedAlways = 64 * 1024;
}
