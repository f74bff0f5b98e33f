using System.Collections.Generic;

namespace PrepareRoot.BootTests.Compatibility;

internal static partial class ComposefsRows
{
    private const string SetupRoot = "/bin/composefs-setup-root";
    private const string InitramfsSetup = "/bin/initramfs-setup";
    private const string OtherConfiguration = "etc/other.toml";

    private static IEnumerable<CompatibilityRow> Options =>
    [
        Call(Row("`--cmdline`", "`composefs-setup-root`, two words"), SetupRoot, "--cmdline", Secure),
        Call(Row("`--cmdline`", "`initramfs-setup setup-root`, one word"), InitramfsSetup, "setup-root", "--cmdline=" + Secure),
        Call(Row("`--sysroot`", "`composefs-setup-root`"), SetupRoot, "--sysroot", "/sysroot", "--cmdline", Secure),
        Call(Row("`--sysroot`", "`initramfs-setup setup-root`"), InitramfsSetup, "setup-root", "--cmdline", Secure, "--sysroot=/sysroot"),
        Call(With(Row("`--config`", "a file other than the default", "not TOML"), OtherConfiguration, "etc.mount = \"bind\"\n"), SetupRoot, "--config", "/" + OtherConfiguration, "--cmdline", Secure) with
        {
            Mounts = _etcBind,
        },
        Call(Row("`--config`", "a missing file other than the default", "not TOML"), SetupRoot, "--config=/nowhere.toml", "--cmdline", Secure) with
        {
            Does = "prepares: the defaults apply",
        },
        Call(Row("positional arguments", "`composefs-setup-root`"), SetupRoot, "nobody", "--cmdline", Secure, "reads these"),
    ];

    private static CompatibilityRow Call(CompatibilityRow row, params string[] arguments) => row with { Call = arguments };
}
