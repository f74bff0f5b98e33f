using System;
using System.Diagnostics;
using System.Globalization;

namespace PrepareRoot.Fuzz;

/// <summary>Runs a parser on generated input for a limited time.</summary>
public static class Campaign
{
    private const int InputsPerSeed = 100;
    private const int ShownBytes = 2048;

    // A parse usually takes microseconds. The limit allows for the pauses of a busy machine.
    private static readonly TimeSpan _mostTime = TimeSpan.FromSeconds(2);

    /// <summary>Tries one seed after the other.</summary>
    /// <returns>How much was tried.</returns>
    /// <exception cref="InvalidOperationException">
    /// A finding. The message has the seed that reproduces it.
    /// </exception>
    public static string Run(Target target, int firstSeed, TimeSpan budget)
    {
        var clock = Stopwatch.StartNew();
        var (seed, inputs, values) = (firstSeed, 0, 0);
        for (; clock.Elapsed < budget || inputs == 0; seed = unchecked(seed + 1))
        {
            var mutator = new Mutator(seed, target.Samples, target.Tokens);
            for (var i = 0; i < InputsPerSeed; i++, inputs++)
                values += Try(target, mutator.Next(), seed) ? 1 : 0;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{target.Name}: seeds {firstSeed} to {seed - 1}, {inputs} inputs, of which {values} gave a value");
    }

    private static bool Try(Target target, byte[] input, int seed)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        bool isValue;
        try
        {
            isValue = target.Parse(input);
        }
        catch (Exception e)
        {
            throw Finding(target, input, seed, e.GetType().Name, e);
        }
        var elapsed = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (elapsed > _mostTime)
            throw Finding(target, input, seed, "took " + elapsed);
        if (allocated > Target.MostAllocated(input.Length))
            throw Finding(target, input, seed, "allocated " + allocated.ToString(CultureInfo.InvariantCulture));
        return isValue;
    }

    private static InvalidOperationException Finding(Target target, byte[] input, int seed, string what, Exception? inner = null)
    {
        var shown = Convert.ToHexStringLower(input.AsSpan(0, Math.Min(input.Length, ShownBytes)));
        return new InvalidOperationException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{target.Name} with {input.Length} bytes: {what}. Again: make fuzz FUZZ_SEED={seed}. The input, in hex: {shown}"),
            inner);
    }
}
