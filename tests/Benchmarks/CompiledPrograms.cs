using System.IO;
using PrepareRoot.Support;

namespace PrepareRoot.Benchmarks;

/// <summary>
/// The static C programs of the benchmarks: <c>floor</c> makes the mounts and nothing else,
/// <c>nothing</c> returns 0, <c>launch</c> runs a program and measures it. They have musl, as the boot
/// program has. The first two are also made with glibc, whose own start takes longer:
/// <c>floor-glibc</c>, <c>nothing-glibc</c>.
/// </summary>
internal static class CompiledPrograms
{
    private static readonly string[] _options = ["-static", "-O2", "-Wall", "-Wextra", "-Werror"];

    /// <summary>Compiles them into a directory.</summary>
    internal static void Make(string directory)
    {
        var nothing = Path.Combine(directory, "nothing.c");
        File.WriteAllText(nothing, "int main(void) { return 0; }\n");
        var (floor, launch) = (Checkout.File("tests/Benchmarks/floor.c"), Checkout.File("tests/Benchmarks/launch.c"));
        // musl-gcc does not look for the kernel's headers where they are.
        var architecture = Command.Run("gcc", "-print-multiarch").Trim();
        string[] musl = [.. _options, "-idirafter", "/usr/include", "-idirafter", "/usr/include/" + architecture];
        foreach (var (compiler, options, source, name) in new[]
        {
            ("musl-gcc", musl, nothing, "nothing"), ("musl-gcc", musl, floor, "floor"), ("musl-gcc", musl, launch, "launch"),
            ("gcc", _options, nothing, "nothing-glibc"), ("gcc", _options, floor, "floor-glibc"),
        })
        {
            Command.Run(compiler, [.. options, "-o", Path.Combine(directory, name), source]);
        }
    }
}
