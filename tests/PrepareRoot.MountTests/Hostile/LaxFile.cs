using System;
using System.IO;
using PrepareRoot.MountTests.Scratch;

namespace PrepareRoot.MountTests.Hostile;

/// <summary>A file that requests fewer checks.</summary>
/// <param name="Script">Puts it on the disk.</param>
/// <param name="Path">Its path from the root of the disk.</param>
/// <param name="Text">The text that makes the request; empty if its existence does.</param>
internal sealed record LaxFile(string Script, string Path, string Text)
{
    /// <summary>Whether an unhardened program, which follows the disk, would check less.</summary>
    public bool IsBelievedBy(ScratchInitramfs machine)
    {
        var file = machine.PathInSysroot(Path);
        return File.Exists(file) && File.ReadAllText(file).Contains(Text, StringComparison.Ordinal);
    }
}
