using Xunit;

namespace PrepareRoot.Support.Tests;

/// <summary>When a test's machine may be started again: never after a program ran on it.</summary>
public class KernelStartTests
{
    private const string Kernel = "[    0.000000] Linux version 7.2\n[   12.345678] acpi PNP0A03:00: fail to add MMCONFIG information\n";

    [Theory]
    [InlineData("", "")]
    [InlineData(Kernel, "")]
    [InlineData(Kernel + "[  101.500000] rcu: INFO: rcu_sched self-detected stall on CPU\n", "")]
    public void Kernel_messages_alone_are_no_sign_of_user_space(string console, string report) =>
        Assert.False(KernelStart.IsOver(console, report));

    [Theory]
    [InlineData(Kernel + "[  OK  ] Started systemd-journald.service - Journal Service.\n", "")]
    [InlineData(Kernel + "Loading, please wait...\n", "")]
    [InlineData(Kernel + "[12.34] a case\n", "")]
    [InlineData(Kernel + "prepare-root: refused [no-root-requested]: \n" + Kernel, "")]
    [InlineData(Kernel + "prepare-ro", "")]
    [InlineData(Kernel, "@")]
    [InlineData("", "@@fact state\n")]
    public void Other_lines_and_any_byte_of_the_report_are_signs_of_user_space(string console, string report) =>
        Assert.True(KernelStart.IsOver(console, report));
}
