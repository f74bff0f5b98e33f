using System;
using System.Threading;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Guest;

/// <summary>Runs machines, as many in parallel as there are processors.</summary>
public static class Emulator
{
    private static readonly object _lock = new();
    private static int _free = Environment.ProcessorCount;
    private static int _urgent;

    /// <inheritdoc cref="Machine.Run"/>
    /// <param name="machine">The machine.</param>
    /// <param name="othersWait">
    /// Whether other machines can only start after this one has ended. Then it does not wait for
    /// any other but those that run, lest the last ones run alone.
    /// </param>
    public static MachineResult Run(Machine machine, bool othersWait = false)
    {
        lock (_lock)
        {
            _urgent += othersWait ? 1 : 0;
            while (_free == 0 || (_urgent > 0 && !othersWait))
                Monitor.Wait(_lock);
            _urgent -= othersWait ? 1 : 0;
            _free--;
            Monitor.PulseAll(_lock);
        }
        try
        {
            return machine.Run();
        }
        finally
        {
            lock (_lock)
            {
                _free++;
                Monitor.PulseAll(_lock);
            }
        }
    }
}
