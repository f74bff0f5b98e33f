using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace PrepareRoot.Benchmarks;

/// <summary>The numbers of each round: of what, in which mode, by which program.</summary>
internal sealed class Measurements
{
    private readonly Dictionary<(string What, string Mode, string Program), List<double>> _values = [];

    /// <summary>Adds lines <c>WHAT MODE PROGRAM NUMBER</c>.</summary>
    internal void Add(string lines)
    {
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            Of((words[0], words[1], words[2])).Add(double.Parse(words[3], CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Adds the numbers of more rounds.</summary>
    internal void Add(Measurements more)
    {
        foreach (var (key, values) in more._values)
            Of(key).AddRange(values);
    }

    /// <summary>The median, or null if the program can't do it.</summary>
    internal double? Median(string what, string mode, string program) => Quantile(what, mode, program, 2);

    /// <summary>From the first to the third quartile: half of the rounds are within.</summary>
    internal double? Spread(string what, string mode, string program) =>
        Quantile(what, mode, program, 3) - Quantile(what, mode, program, 1);

    /// <summary>The median of one program as a multiple of another's.</summary>
    internal double? Ratio(string what, string mode, string program, string of) =>
        Median(what, mode, program) / Median(what, mode, of);

    private List<double> Of((string What, string Mode, string Program) key)
    {
        if (!_values.TryGetValue(key, out var values))
            _values.Add(key, values = []);
        return values;
    }

    private double? Quantile(string what, string mode, string program, int quarters) =>
        _values.TryGetValue((what, mode, program), out var values) ? values.Order().ElementAt(values.Count * quarters / 4) : null;
}
