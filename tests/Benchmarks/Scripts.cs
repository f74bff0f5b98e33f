using System;
using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>The shell scripts beside these files.</summary>
internal static class Scripts
{
    /// <summary>The text of one.</summary>
    internal static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Scripts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    /// <summary>Runs one in a mount namespace of its own, for an hour at most.</summary>
    /// <returns>Its output.</returns>
    internal static string Run(string name, params string[] arguments)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("prepare-root-bench-").FullName, name);
        try
        {
            File.WriteAllText(file, Text(name));
            return new Command("unshare", ["--mount", "--propagation", "private", "bash", file, .. arguments]) { TimeLimit = TimeSpan.FromHours(1) }.Run();
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }
}
