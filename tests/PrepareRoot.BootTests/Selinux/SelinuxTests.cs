using System;
using System.Linq;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.Selinux;

/// <summary>
/// A system with SELinux that enforces its policy has the labels of the image, and nothing that
/// prepare-root mounted or started is denied.
/// </summary>
public class SelinuxTests
{
    private const string Verity = "[composefs]\nenabled = verity\n";
    private const string TransientEtc = "[etc]\ntransient = true\n";

    private static readonly string[] _labels =
    [
        "/ root_t", "/etc etc_t", "/etc/passwd etc_t", "/etc/shadow shadow_t", "/usr usr_t", "/usr/bin/dash shell_exec_t",
        "/usr/lib/prepare-root/prepare-root lib_t", "/var var_t", "/sysroot root_t",
    ];

    // Debian's policy is older than its systemd, so something is always denied. Ours would be what has
    // no label, or the label of a tmpfs in place of that of the image, and what our units run.
    private static readonly string[] _ours = [":unlabeled_t:", "comm=\"prepare-root", "comm=\"restorecon\"", "comm=\"mount\""];

    [RequiresTheory(Needs.Machine | Needs.Tool | Needs.Asked)]
    [InlineData("ostree", "ostree", Verity)]
    [InlineData("transient", "ostree", Verity + "[root]\ntransient = true\n" + TransientEtc)]
    [InlineData("limited", "ostree", Verity + "[root]\ntransient-ro = true\ntransient-size = 64M\nmount-var = true\n" + TransientEtc)]
    [InlineData("composefs", "composefs", Verity + "[root]\nmount-points = /nix\n")]
    public void System_has_the_labels_of_the_image_and_nothing_of_ours_is_denied(string name, string backend, string configuration)
    {
        var facts = SelinuxSystem.Boot(name, backend, configuration);

        Assert.Equal("Enforcing\n", facts.Text("enforcing"));
        Assert.Equal("running\n", facts.Text("state"));
        Assert.Equal(
            _labels.Select(label => label.Replace(" ", " system_u:object_r:", StringComparison.Ordinal) + ":s0"),
            facts.Lines("labels").Take(_labels.Length));
        Assert.Equal("system_u:object_r:etc_runtime_t:s0\n", facts.Text("new"));
        Assert.NotEmpty(facts.Lines("denials"));
        Assert.DoesNotContain(facts.Lines("denials"), IsOurs);
        Assert.Equal("boot      as recorded\n", facts.Text("status"));
    }

    private static bool IsOurs(string denial) =>
        Array.Exists(_ours, sign => denial.Contains(sign, StringComparison.Ordinal))
        || (denial.Contains(":tmpfs_t:", StringComparison.Ordinal) && denial.Contains("dev=\"overlay\"", StringComparison.Ordinal));
}
