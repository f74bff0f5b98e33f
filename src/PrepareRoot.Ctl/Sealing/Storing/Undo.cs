using System;
using System.Collections.Generic;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>What takes back the steps of a command that fails, last first.</summary>
internal sealed class Undo : IDisposable
{
    private readonly Stack<Action> _steps = new();

    /// <summary>Adds what takes a step back that was just done.</summary>
    internal void Add(Action step)
    {
        lock (_steps)
            _steps.Push(step);
    }

    /// <summary>Keeps all steps: the command succeeded.</summary>
    internal void Keep() => _steps.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_steps.TryPop(out var step))
            step();
    }
}
