using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using FsCheck;

namespace PrepareRoot.Fuzz;

/// <summary>A parser, and what its input looks like.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parse">
/// Parses the input, checks the result, and returns whether it is a value. Any exception is a
/// finding: in the parser, or in what this check expects of its value.
/// </param>
/// <param name="Documents">Makes valid input: the parser must give a value for each.</param>
/// <param name="Tokens">Byte strings that the parser treats specially.</param>
public sealed record Target(string Name, Func<byte[], bool> Parse, Gen<byte[]> Documents, byte[][] Tokens)
{
    // In proportion to the input: a line of one byte has an object of some hundred bytes at the
    // most.
    private const int AllocatedPerByte = 512;
    private const int AllocatedAlways = 64 * 1024;

    // A parse usually takes microseconds. A busy machine interrupts it, so the fastest of several
    // counts.
    private const int Repetitions = 5;
    private static readonly TimeSpan _mostTime = TimeSpan.FromMilliseconds(100);

    // Then the program ends: a parser in an endless loop can't be stopped otherwise.
    private static readonly TimeSpan _hang = TimeSpan.FromMinutes(1);

    /// <summary>Whether some of its documents are not valid.</summary>
    public bool MayRefuseDocuments { get; init; }

    /// <summary>
    /// Parses the input within bounded time and memory, and returns whether it is a value.
    /// </summary>
    /// <exception cref="FindingException">It doesn't.</exception>
    public bool Try(byte[] input)
    {
        for (var left = Repetitions; ; left--)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            var isValue = Call(input);
            var elapsed = Stopwatch.GetElapsedTime(start);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            if (allocated > AllocatedAlways + ((long)AllocatedPerByte * input.Length))
                throw new FindingException(Name, input, "allocated " + allocated.ToString(CultureInfo.InvariantCulture) + " bytes");
            if (elapsed < _mostTime)
                return isValue;
            if (left == 0)
                throw new FindingException(Name, input, "took " + elapsed);
        }
    }

    private bool Call(byte[] input)
    {
        try
        {
            using var hang = new Timer(_ => Environment.FailFast(new FindingException(Name, input, "hangs").Message), null, _hang, Timeout.InfiniteTimeSpan);
            return Parse(input);
        }
        catch (Exception e)
        {
            throw new FindingException(Name, input, e.GetType().Name + ": " + e.Message, e);
        }
    }
}
