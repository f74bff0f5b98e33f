using System;

namespace PrepareRoot.Support;

/// <summary>What a test needs of the machine that it runs on. A test is skipped where it is missing.</summary>
[Flags]
public enum Needs
{
    /// <summary>Nothing that a clone and the .NET SDK do not bring.</summary>
    None = 0,

    /// <summary>To be root: for mounting.</summary>
    Root = 1 << 0,

    /// <summary>The boot binary, as <c>make</c> publishes it.</summary>
    BootBinary = 1 << 1,

    /// <summary>The administrator's tool, as <c>make</c> publishes it.</summary>
    Tool = 1 << 2,

    /// <summary>QEMU.</summary>
    Emulator = 1 << 3,

    /// <summary>An emulated TPM: swtpm.</summary>
    Tpm = 1 << 4,

    /// <summary>UEFI firmware with Secure Boot, and a key that it trusts: Debian's <c>ovmf</c>.</summary>
    SecureBoot = 1 << 5,

    /// <summary>The program <c>openssl</c>.</summary>
    OpenSsl = 1 << 6,

    /// <summary>The program <c>fsverity</c>.</summary>
    FsVerity = 1 << 7,

    /// <summary>The program <c>groff</c>.</summary>
    Groff = 1 << 8,

    /// <summary>The program <c>shellcheck</c>.</summary>
    ShellCheck = 1 << 9,

    /// <summary>To mount what the boot binary prepares, on this machine's kernel.</summary>
    Mounts = Root | BootBinary,

    /// <summary>To run the boot binary in a virtual machine.</summary>
    Machine = Emulator | BootBinary,
}
