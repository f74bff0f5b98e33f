using System;
using System.Threading;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Guest;

/// <summary>Runs machines, as many side by side as there are processors to emulate them.</summary>
public static class Emulator
{
    private static readonly SemaphoreSlim _free = new(Environment.ProcessorCount);

    /// <inheritdoc cref="Machine.Run"/>
    public static MachineResult Run(Machine machine)
    {
        _free.Wait();
        try
        {
            return machine.Run();
        }
        finally
        {
            _free.Release();
        }
    }
}
