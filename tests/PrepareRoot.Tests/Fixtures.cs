using System;
using System.IO;
using Xunit;

namespace PrepareRoot.Tests;

/// <summary>Test data that is not part of the project: <c>../shared/fixtures</c> from its root. Tests that need it skip where it is missing.</summary>
public static class Fixtures
{
    /// <summary>The project's root.</summary>
    public static string CheckoutRoot { get; } = FindCheckout();

    /// <summary>The test data; null where it is missing.</summary>
    public static string? Root { get; } = Find();

    public static string? WhyMissing => Root is null ? "../shared/fixtures is missing" : null;

    private static string? Find()
    {
        var root = Path.GetFullPath(Path.Combine(CheckoutRoot, "../shared/fixtures"));
        return Directory.Exists(root) ? root : null;
    }

    private static string FindCheckout()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "PrepareRoot.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("no PrepareRoot.sln above " + AppContext.BaseDirectory);
        return directory;
    }
}

public sealed class FixtureTheoryAttribute : TheoryAttribute
{
    public FixtureTheoryAttribute() => Skip = Fixtures.WhyMissing;
}
