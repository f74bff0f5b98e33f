namespace PrepareRoot.Support;

/// <summary>What <c>make</c> publishes: the programs that are installed, and packages.</summary>
public static class Artifacts
{
    /// <summary>The boot binary.</summary>
    public static string BootBinary { get; } = Checkout.File("artifacts/bin/prepare-root");

    /// <summary>The administrator's tool.</summary>
    public static string Tool { get; } = Checkout.File("artifacts/bin/prepare-rootctl");

    /// <summary>The directory of the packages that <c>make deb</c> and <c>make rpm</c> make.</summary>
    public static string Packages { get; } = Checkout.File("artifacts/packages");
}
