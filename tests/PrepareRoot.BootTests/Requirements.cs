using System;
using System.IO;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests;

/// <summary>What the tests need that is not part of the project.</summary>
public static class Requirements
{
    private const string Emulator = "qemu-system-x86_64";

    /// <summary>The program that is tested, as it is installed.</summary>
    public static string Program { get; } = Checkout.File("artifacts/bin/prepare-root");

    /// <summary>Why no machine can be booted here; null if one can.</summary>
    public static string? WhyNoMachine { get; } =
        !IsInPath(Emulator) ? $"{Emulator} is not installed"
        : !File.Exists(Program) ? "artifacts/bin/prepare-root is missing: run make"
        : null;

    /// <summary>Whether a program is installed.</summary>
    internal static bool IsInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));
}
