namespace PrepareRoot.Support;

/// <summary>What <c>make</c> publishes: the programs that are installed, and packages.</summary>
public static class Artifacts
{
    /// <summary>The boot binary.</summary>
    public static string BootBinary { get; } = GuestArchitecture.Native.BootBinary;

    /// <summary>The administrator's tool.</summary>
    public static string Tool { get; } = GuestArchitecture.Native.Tool;

    /// <summary>
    /// The tree of Debian's headers and libraries that <c>make ARCH=arm64</c> builds with.
    /// </summary>
    public static string Arm64Headers { get; } = Checkout.File("artifacts/sysroot-arm64");

    /// <summary>The directory of the packages that <c>make deb</c> and <c>make rpm</c> make.</summary>
    public static string Packages { get; } = Checkout.File("artifacts/packages");
}
