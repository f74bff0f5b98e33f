using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// What a script measured: for each program, in the order in which they ran, the microseconds, the
/// seconds of the processor and the kibibytes of each round.
/// </summary>
internal sealed class MeasuredPrograms : Dictionary<string, List<double[]>>
{
    private MeasuredPrograms()
    {
    }

    /// <summary>Runs a script in a mount namespace of its own.</summary>
    /// <param name="name">The script.</param>
    /// <param name="arguments">Its arguments.</param>
    internal static MeasuredPrograms Run(string name, params string[] arguments)
    {
        var output = Scripts.Run(name, arguments);
        var measured = new MeasuredPrograms();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            var program = string.Join(' ', words[..^3]);
            if (!measured.TryGetValue(program, out var figures))
                measured.Add(program, figures = []);
            figures.Add(Array.ConvertAll(words[^3..], word => double.Parse(word, CultureInfo.InvariantCulture)));
        }
        return measured;
    }

    /// <summary>Prints the medians.</summary>
    internal void Print()
    {
        Console.WriteLine($"{"",-46}{"seconds",10}{"CPU",10}{"MB",10}");
        foreach (var (program, figures) in this)
        {
            double Median(int column) => figures.Select(figure => figure[column]).Order().ElementAt(figures.Count / 2);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{program,-46}{Median(0) / 1e6,10:0.000}{Median(1),10:0.00}{Median(2) * 1024 / 1e6,10:0.0}"));
        }
        Console.WriteLine();
        Console.WriteLine($"Medians of {Values.First().Count} rounds, {Environment.ProcessorCount} processors. CPU is in seconds, too.");
    }
}
