using System;
using System.Collections.Generic;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Chain;

/// <summary>What came of a <see cref="SealedBoot"/>.</summary>
/// <param name="Result">What the machine left behind.</param>
/// <param name="Facts">What its initramfs reported; nothing if it was not started.</param>
public sealed record SealedBootFacts(MachineResult Result, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>One of the facts.</summary>
    public string this[string name] => Facts.TryGetValue(name, out var fact)
        ? fact
        : throw new InvalidOperationException($"the machine did not report '{name}':\n{Result.Console}");
}
