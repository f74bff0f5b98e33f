using System;
using System.Collections.Generic;

namespace PrepareRoot.Faults;

/// <summary>Resources that are disposed together, the last one first.</summary>
internal sealed class Resources : IDisposable
{
    private readonly List<IDisposable> _open = [];

    internal T Add<T>(T resource)
        where T : IDisposable
    {
        _open.Add(resource);
        return resource;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (var i = _open.Count - 1; i >= 0; i--)
            _open[i].Dispose();
        _open.Clear();
    }
}
