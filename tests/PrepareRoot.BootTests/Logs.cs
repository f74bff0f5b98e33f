using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests;

/// <summary>The directory that keeps the machines' consoles, for debugging.</summary>
public static class Logs
{
    /// <summary>The file for one console. Its directory exists.</summary>
    public static string For(string name)
    {
        var directory = Checkout.File("artifacts/test-boot");
        Directory.CreateDirectory(directory);
        return Path.Combine(directory, name + ".log");
    }
}
