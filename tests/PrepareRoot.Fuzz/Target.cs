using System;

namespace PrepareRoot.Fuzz;

/// <summary>A parser, and what to throw at it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Parse">
/// Parses, looks at all that came of it, and says whether that is a value. Any exception is a finding: of the parser, or of what
/// this expects of its value.
/// </param>
/// <param name="Samples">Input that it takes.</param>
/// <param name="Words">What has a meaning to it.</param>
public sealed record Target(string Name, Func<byte[], bool> Parse, byte[][] Samples, byte[][] Words)
{
    /// <summary>How much it may allocate for an input.</summary>
    public static long MostAllocated(int inputSize) => AllocatedAlways + ((long)AllocatedPerByte * inputSize);

    // In proportion to the input: a line of one byte has an object of some hundred bytes at the most.
    private const int AllocatedPerByte = 512;
    private const int AllocatedAlways = 64 * 1024;
}
