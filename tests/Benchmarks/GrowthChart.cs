using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace PrepareRoot.Benchmarks;

/// <summary>The median of each program with more and more of something.</summary>
/// <param name="What">Of what.</param>
/// <param name="Points">The milliseconds of each program with so much of it, least first.</param>
internal sealed record GrowthChart(string What, IReadOnlyDictionary<int, Dictionary<string, double>> Points)
{
    /// <summary>How many times longer a program takes with the most of it than with the least.</summary>
    public double Ratio(string program) => Points.Values.Last()[program] / Points.Values.First()[program];

    /// <summary>Draws charts side by side, as SVG.</summary>
    public static void Draw(IReadOnlyList<GrowthChart> charts, string path)
    {
        const int width = 260, height = 240;
        var most = charts.Max(chart => chart.Points.Values.Max(point => point.Values.Max()));
        var parts = charts.Select((chart, number) =>
        {
            var text = new SvgExporter { Width = width, Height = height }.ExportToString(chart.Model(most));
            // Without the declaration of a document.
            return $"<g transform=\"translate({number * width},0)\">{text[text.IndexOf("<svg", StringComparison.Ordinal)..]}</g>";
        });
        File.WriteAllText(path, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{charts.Count * width}\" height=\"{height}\">\n{string.Join('\n', parts)}\n</svg>\n");
    }

    private PlotModel Model(double most)
    {
        var model = new PlotModel { Title = What, TitleFontSize = 13, Background = OxyColors.White, Padding = new OxyThickness(8, 16, 20, 8) };
        model.Axes.Add(new LogarithmicAxis { Position = AxisPosition.Bottom, LabelFormatter = value => value.ToString("N0", CultureInfo.InvariantCulture) });
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Left, Minimum = 0, Maximum = most * 1.1, Title = "ms" });
        foreach (var (program, colour) in Points.Values.First().Keys.Zip(TimesChart.Colours))
        {
            var line = new LineSeries { Title = program, Color = colour, MarkerType = MarkerType.Circle };
            line.Points.AddRange(Points.Select(point => new DataPoint(point.Key, point.Value[program])));
            model.Series.Add(line);
        }
        return model;
    }
}
