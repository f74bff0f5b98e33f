using System;
using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.PackageTests;

/// <summary>A directory that is removed with all that is in it.</summary>
internal sealed class Scratch : IDisposable
{
    /// <summary>Its path.</summary>
    internal string Path { get; } = Directory.CreateTempSubdirectory("prepare-root-test-").FullName;

    /// <summary>The path of a name in it.</summary>
    internal string this[string name] => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Command.Run("rm", "-rf", "--one-file-system", Path);
}
