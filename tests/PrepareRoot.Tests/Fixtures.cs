using System;
using System.IO;
using Xunit;

namespace PrepareRoot.Tests;

/// <summary>Test data that is not part of the project: <c>../shared/fixtures</c> from its root. Tests that need it skip where it is missing.</summary>
public static class Fixtures
{
    public static string? Root { get; } = Find();

    public static string? WhyMissing => Root is null ? "../shared/fixtures is missing" : null;

    private static string? Find()
    {
        var directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "PrepareRoot.sln"))) directory = Path.GetDirectoryName(directory);
        var root = directory is null ? null : Path.GetFullPath(Path.Combine(directory, "../shared/fixtures"));
        return Directory.Exists(root) ? root : null;
    }
}

public sealed class FixtureTheoryAttribute : TheoryAttribute
{
    public FixtureTheoryAttribute() => Skip = Fixtures.WhyMissing;
}
