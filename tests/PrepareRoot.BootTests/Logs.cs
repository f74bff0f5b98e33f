using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests;

/// <summary>Where the consoles of the machines are kept, for a look into a failure.</summary>
public static class Logs
{
    /// <summary>The file for one, in a directory that is there.</summary>
    public static string For(string name)
    {
        var directory = Checkout.File("artifacts/test-boot");
        Directory.CreateDirectory(directory);
        return Path.Combine(directory, name + ".log");
    }
}
