using System;
using System.IO;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.BootTests.Systems;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Selinux;

/// <summary>
/// Debian with SELinux, enforcing. The image has labels, and so has what an installer makes on the
/// disk: its root and the state of the deployment.
/// </summary>
internal static class SelinuxSystem
{
    // The kernel's log has all that is denied: no program takes it, and nothing is left out.
    private const string Arguments = " security=selinux selinux=1 enforcing=1 sysctl.kernel.printk_ratelimit=0 log_buf_len=8M audit_backlog_limit=8192";

    private static readonly TimeSpan _timeLimit = TimeSpan.FromMinutes(20);

    private static readonly Lazy<OsTree> _os = new(() => OsTree.Get(OsRecipe.ForkyWithSelinux));
    private static readonly Lazy<OstreeDisk> _ostree = new(() => OstreeDisk.Of(_os.Value));
    private static readonly Lazy<ComposefsDisk> _composefs = new(() => ComposefsDisk.Of(_os.Value));

    /// <summary>Boots it, and returns what <c>labels.sh</c> wrote.</summary>
    /// <param name="name">The name of the boot.</param>
    /// <param name="backend">The layout of the disk: <c>ostree</c> or <c>composefs</c>.</param>
    /// <param name="configuration">What is in <c>prepare-root.conf</c> of the initramfs.</param>
    public static CaseFacts Boot(string name, string backend, string configuration)
    {
        var directory = Directory.CreateTempSubdirectory("prepare-root-selinux-").FullName;
        try
        {
            var image = Path.Combine(directory, "disk");
            var os = _os.Value.WithInitramfsFiles(directory, ("etc/ostree/prepare-root.conf", configuration));
            return SystemBoot.Facts("selinux-" + name, os.Machine(image, CopyDisk(backend, image) + Arguments) with
            {
                Script = SystemBoot.Script("labels.sh"),
                TimeLimit = _timeLimit,
            });
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // Returns the kernel argument that selects the root. libostree labels the state itself, but not
    // the root of the disk. In the composefs repository, the upper directory of /etc is left to
    // prepare-root.
    private static string CopyDisk(string backend, string image)
    {
        if (backend == "ostree")
        {
            Disk.Copy(_ostree.Value.Image, image);
            Disk.Edit(image, Label("/", "root_t"));
            return _ostree.Value.Argument;
        }
        var state = "/state/deploy/" + _composefs.Value.Digest;
        Disk.Copy(_composefs.Value.Image, image);
        Disk.Edit(image, Label("/", "root_t"), Label(state + "/var", "var_t"), $"rmdir {state}/etc/upper", $"rmdir {state}/etc/work");
        return _composefs.Value.Argument;
    }

    private static string Label(string path, string type) => $"ea_set {path} security.selinux system_u:object_r:{type}:s0";
}
