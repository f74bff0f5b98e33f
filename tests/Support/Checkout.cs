using System;
using System.IO;

namespace PrepareRoot.Support;

/// <summary>The source tree that this program was built from.</summary>
public static class Checkout
{
    private static readonly Lazy<string> _root = new(() =>
    {
        var directory = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(directory, "PrepareRoot.sln")))
        {
            directory = Path.GetDirectoryName(directory)
                ?? throw new InvalidOperationException($"no PrepareRoot.sln above {AppContext.BaseDirectory}");
        }

        return directory;
    });

    /// <summary>The path of a file in it.</summary>
    public static string File(string path) => Path.Combine(_root.Value, path);

    /// <summary>The path of a file of the test data, <c>tests/fixtures</c>.</summary>
    public static string Fixture(string name) => File("tests/fixtures/" + name);
}
