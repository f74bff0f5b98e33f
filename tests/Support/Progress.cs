using System;
using System.Diagnostics;
using System.Globalization;

namespace PrepareRoot.Support;

/// <summary>Tells a person who waits what is being done, on standard error.</summary>
public static class Progress
{
    private static readonly Stopwatch _sinceStart = Stopwatch.StartNew();

    /// <summary>Says what is about to be done, with the seconds since the program started.</summary>
    public static void Say(string what) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{_sinceStart.Elapsed.TotalSeconds,4:0} s] {what}"));
}
