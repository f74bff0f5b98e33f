using System;
using System.Globalization;

namespace PrepareRoot.Fuzz;

/// <summary>The variables of <c>make fuzz</c>.</summary>
internal static class Setting
{
    /// <summary>How many inputs to make by structure for each parser.</summary>
    internal static long Inputs => Number("FUZZ_INPUTS") ?? 1_000_000;

    /// <summary>The first seed.</summary>
    internal static ulong Seed => (ulong)(Number("FUZZ_SEED") ?? Random.Shared.NextInt64());

    /// <summary>How many seconds to search by coverage for each parser.</summary>
    internal static long Seconds => Number("FUZZ_SECONDS") ?? 60;

    private static long? Number(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;
}
