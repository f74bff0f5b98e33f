using System;
using System.Diagnostics;
using System.Globalization;

namespace PrepareRoot.Support;

/// <summary>Prints progress on standard error.</summary>
public static class Progress
{
    private static readonly Stopwatch _sinceStart = Stopwatch.StartNew();

    /// <summary>Prints the next step, with the seconds since the program started.</summary>
    public static void Say(string what) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{_sinceStart.Elapsed.TotalSeconds,4:0} s] {what}"));
}
