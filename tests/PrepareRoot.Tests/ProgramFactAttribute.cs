using System;
using System.IO;
using System.Linq;
using Xunit;

namespace PrepareRoot.Tests;

/// <summary>A test that runs another program, and is skipped where that is not installed.</summary>
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string program) => Skip = WhyMissing(program);

    internal static string? WhyMissing(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)))
            ? null
            : "the program " + program + " is not installed";
}

/// <inheritdoc cref="ProgramFactAttribute"/>
public sealed class ProgramTheoryAttribute : TheoryAttribute
{
    public ProgramTheoryAttribute(string program) => Skip = ProgramFactAttribute.WhyMissing(program);
}
