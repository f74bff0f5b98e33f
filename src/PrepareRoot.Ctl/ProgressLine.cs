using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace PrepareRoot.Ctl;

/// <summary>
/// Shows the progress of a long task: a line on the terminal that appears after a second and is
/// cleared when the task ends.
/// </summary>
internal sealed class ProgressLine(TextWriter error, string what, ulong total) : IDisposable
{
    private const string ClearLine = "\r\e[K";

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly bool _onTerminal = error is StandardStream { IsTerminal: true };
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private TimeSpan _next = Delay;
    private bool _shown;

    /// <summary>Updates the line.</summary>
    internal void Show(ulong done)
    {
        if (!_onTerminal || _time.Elapsed < _next)
            return;
        _next = _time.Elapsed + Interval;
        _shown = true;
        // The file may grow while it is read, so the percentage is limited to 100.
        var percent = (int)(100.0 * Math.Min(done, total) / Math.Max(total, 1));
        error.Write(string.Create(CultureInfo.InvariantCulture, $"{ClearLine}{what}: {percent} %"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_shown)
            error.Write(ClearLine);
    }
}
