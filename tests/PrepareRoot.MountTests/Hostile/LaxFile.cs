using System;
using System.IO;
using PrepareRoot.MountTests.Scratch;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>A file that asks to be checked less.</summary>
/// <param name="Script">Puts it on the disk.</param>
/// <param name="Path">Where it is then, from the root of the disk.</param>
/// <param name="Words">How it asks; empty: by being there.</param>
internal sealed record LaxFile(string Script, string Path, string Words)
{
    /// <summary>Whether an unhardened program, which does what the disk says, would check less.</summary>
    public bool IsBelievedBy(ScratchInitramfs machine)
    {
        var file = machine.PathInSysroot(Path);
        return File.Exists(file) && File.ReadAllText(file).Contains(Words, StringComparison.Ordinal);
    }
}
