using System;

namespace PrepareRoot.Support;

/// <summary>The result of a <see cref="Machine"/>.</summary>
/// <param name="Console">
/// All that it printed on its serial console, without terminal control sequences.
/// </param>
/// <param name="Report">
/// What was written to its second serial port, <c>/dev/ttyS1</c> (file descriptor 3 of an
/// <see cref="Initramfs"/>' script).
/// </param>
/// <param name="ExitStatus">
/// That of the <see cref="Initramfs"/>' script; null if there was none or the machine ended before
/// it did.
/// </param>
/// <param name="Elapsed">From power-on to power-off.</param>
public sealed record MachineResult(string Console, string Report, int? ExitStatus, TimeSpan Elapsed);
