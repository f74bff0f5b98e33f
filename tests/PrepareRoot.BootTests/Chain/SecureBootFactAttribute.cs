using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Chain;

/// <summary>A test that boots a machine with Secure Boot.</summary>
public sealed class SecureBootFactAttribute : FactAttribute
{
    public SecureBootFactAttribute() => Skip = WhyNot;

    internal static string? WhyNot => Requirements.WhyNoMachine ?? (Firmware.Missing is { } file ? $"{file} is missing: install ovmf" : null);
}
