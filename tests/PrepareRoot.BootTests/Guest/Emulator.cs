using System;
using System.Threading;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Guest;

/// <summary>Runs machines, as many in parallel as there are processors.</summary>
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
