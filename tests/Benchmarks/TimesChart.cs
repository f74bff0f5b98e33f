using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace PrepareRoot.Benchmarks;

/// <summary>The median time of each program in each mode, with its spread, as bars.</summary>
internal static class TimesChart
{
    /// <summary>The colours of ours, libostree's program and the floor.</summary>
    internal static readonly OxyColor[] Colours = [OxyColor.FromRgb(0x4e, 0x9a, 0x06), OxyColor.FromRgb(0xc8, 0x8d, 0x00), OxyColors.DarkGray];

    /// <summary>Draws it, as SVG.</summary>
    /// <param name="times">Nanoseconds.</param>
    /// <param name="rows">The modes, from the top.</param>
    /// <param name="programs">The bars of each mode, from the top.</param>
    /// <param name="path">The file.</param>
    internal static void Draw(Measurements times, IReadOnlyList<(string Mode, string Label)> rows, string[] programs, string path)
    {
        const string what = "time";
        const double million = 1e6;
        var model = new PlotModel { Background = OxyColors.White, DefaultFont = "sans-serif", PlotMargins = new OxyThickness(220, 8, 20, 40) };
        // The axis goes up.
        var category = new CategoryAxis { Position = AxisPosition.Left, GapWidth = 0.4 };
        category.Labels.AddRange(rows.Reverse().Select(row => row.Label));
        model.Axes.Add(category);
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Minimum = 0, Title = "ms" });
        foreach (var (program, colour) in programs.Zip(Colours).Reverse())
        {
            var bars = new ErrorBarSeries { Title = program, FillColor = colour, StrokeThickness = 0 };
            foreach (var (number, (mode, _)) in rows.Reverse().Index())
            {
                if (times.Median(what, mode, program) is { } median && times.Spread(what, mode, program) is { } spread)
                    bars.Items.Add(new ErrorBarItem(median / million, spread / 2 / million, number));
            }
            model.Series.Add(bars);
        }
        var text = new SvgExporter { Width = 760, Height = 360 }.ExportToString(model);
        // Without the declaration of a document, as the other pictures.
        File.WriteAllText(path, text[text.IndexOf("<svg", StringComparison.Ordinal)..] + "\n");
    }
}
