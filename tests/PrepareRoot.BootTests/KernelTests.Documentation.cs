using System;
using System.IO;
using System.Linq;
using System.Text;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>The page of what the kernels did.</summary>
public partial class KernelTests
{
    [RequiresFact(Needs.Machine)]
    public void The_documentation_is_what_the_kernels_did()
    {
        var path = Checkout.File("docs/kernels.md");
        if (Environment.GetEnvironmentVariable("WRITE_DOCS") == "1")
            File.WriteAllText(path, Markdown());
        Assert.Equal(Markdown(), File.ReadAllText(path));
    }

    private static string Markdown()
    {
        var text = new StringBuilder("""
            # What each kernel supports

            The same binary runs on every kernel from 6.1 on. prepare-root does not decide by the kernel's
            version. It finds out what the kernel supports when it mounts the root. If the kernel can't verify
            what must be verified, prepare-root does not verify less: it refuses with `kernel-too-old`, and the
            message names the missing feature and the version that has it.

            This table is measured: each of Debian's kernels runs in an emulated machine with an initramfs, on
            the same disks with fs-verity. `KernelTests` runs them, and `make docs` prints this page.


            """);
        text.Append("| request | Linux ").AppendJoin(" | Linux ", CaseMachine.Suites.Select(Series)).Append(" |\n| ---");
        text.Insert(text.Length, " | ---", CaseMachine.Suites.Length).Append(" |\n");
        foreach (var (what, entry, describe) in _rows)
            text.Append("| ").Append(what).Append(" | ").AppendJoin(" | ", CaseMachine.Suites.Select(suite => describe(CaseMachine.Facts(suite, entry.Name)))).Append(" |\n");
        return text.Append("""

            Debian has no kernel between these versions. This table is from the kernel's documentation and
            source. It is not measured, except where a test makes a newer kernel return the error of an older
            one:

            | Linux | what changes | tested by |
            | --- | --- | --- |
            | 6.5 | overlayfs has data-only layers: any image can be mounted, whether it hides the object directories or not. The kernel has `MOVE_MOUNT_BENEATH`, but refuses it in an initramfs before 7.0; there prepare-root makes two system calls. | an overlayfs that does not know `verity`: refused |
            | 6.6 | overlayfs has `verity=require`: `verity`, `signed` and `composefs=D` boot, with the image on a loop device | EROFS that requires a block device, with verity |
            | 6.12 | EROFS mounts from a file | measured |
            | 7.0 | `MOVE_MOUNT_BENEATH` works in an initramfs too: there is no instant without a root | measured on 7.2 |

            On 6.1 SHA-512 is a module (`sha512_generic`). The initramfs needs it for a disk with SHA-512
            fs-verity. On 6.1 the paths that overlayfs receives must not contain a comma.

            """).ToString();
    }
}
