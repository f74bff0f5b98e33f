using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// The static C programs of the benchmarks: <c>floor</c> makes the mounts and nothing else,
/// <c>nothing</c> returns 0, <c>launch</c> runs a program and measures it.
/// </summary>
internal static class CompiledPrograms
{
    /// <summary>Compiles them into a directory.</summary>
    internal static void Make(string directory)
    {
        new Command("gcc", "-static", "-O2", "-x", "c", "-o", Path.Combine(directory, "nothing"), "-") { Input = "int main(void) { return 0; }" }.Run();
        foreach (var name in (string[])["floor", "launch"])
        {
            Command.Run(
                "gcc", "-static", "-O2", "-Wall", "-Wextra", "-Werror", "-o", Path.Combine(directory, name),
                Checkout.File($"tests/Benchmarks/{name}.c"));
        }
    }
}
