using System;

namespace PrepareRoot.Support;

/// <summary>
/// What a test needs on the machine that runs it. The test is skipped where it is missing.
/// </summary>
[Flags]
public enum Needs
{
    /// <summary>Only the checkout and the .NET SDK.</summary>
    None = 0,

    /// <summary>Root privileges, for mounting.</summary>
    Root = 1 << 0,

    /// <summary>The boot binary, as <c>make</c> publishes it.</summary>
    BootBinary = 1 << 1,

    /// <summary>The administrator's tool, as <c>make</c> publishes it.</summary>
    Tool = 1 << 2,

    /// <summary>QEMU.</summary>
    Emulator = 1 << 3,

    /// <summary>An emulated TPM: swtpm.</summary>
    Tpm = 1 << 4,

    /// <summary>
    /// UEFI firmware with Secure Boot, and a key that it trusts: Debian's <c>ovmf</c>.
    /// </summary>
    SecureBoot = 1 << 5,

    /// <summary>The program <c>openssl</c>.</summary>
    OpenSsl = 1 << 6,

    /// <summary>The program <c>fsverity</c>.</summary>
    FsVerity = 1 << 7,

    /// <summary>The program <c>groff</c>.</summary>
    Groff = 1 << 8,

    /// <summary>The program <c>shellcheck</c>.</summary>
    ShellCheck = 1 << 9,

    /// <summary>Python with <c>tomllib</c>, from 3.11 on.</summary>
    Tomllib = 1 << 10,

    /// <summary>GLib for Debian's Python: <c>python3-gi</c>.</summary>
    GLib = 1 << 11,

    /// <summary>systemd's <c>journalctl</c>.</summary>
    Journal = 1 << 12,

    /// <summary>The shell <c>zsh</c>.</summary>
    Zsh = 1 << 13,

    /// <summary>The shell <c>fish</c>.</summary>
    Fish = 1 << 14,

    /// <summary>erofs-utils' <c>dump.erofs</c>.</summary>
    DumpErofs = 1 << 15,

    /// <summary>
    /// That it is asked for by <c>make test-slow</c>: it takes minutes, and few changes can break it
    /// that break no other test. <see cref="NeedsTrait"/> finds these tests.
    /// </summary>
    Asked = 1 << 16,

    /// <summary>The packages, as <c>make deb rpm</c> makes them.</summary>
    Packages = 1 << 17,

    /// <summary>
    /// A C compiler and the headers for arm64, as <c>make ARCH=arm64</c> unpacks them.
    /// </summary>
    Arm64Headers = 1 << 18,

    /// <summary>What is needed to run the boot binary on this machine's kernel.</summary>
    Mounts = Root | BootBinary,

    /// <summary>What is needed to run the boot binary in a virtual machine.</summary>
    Machine = Emulator | BootBinary,
}
