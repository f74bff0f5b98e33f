using System;

namespace PrepareRoot.Ctl.Sealing;

/// <summary>
/// Frees what is left of many small files. The collector waits until there is as much of it as the
/// processor's cache is large, which can be more than the tree itself needs.
/// </summary>
internal static class Garbage
{
    private const int Interval = 4096;

    /// <summary>Frees it, each time that so many more files are done.</summary>
    internal static void FreeAfter(int files)
    {
        if (files % Interval == 0)
            GC.Collect(1);
    }
}
