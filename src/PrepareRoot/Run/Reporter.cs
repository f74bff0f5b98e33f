using System.Globalization;
using System.Text;
using PrepareRoot.Deployments;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Requests;
using PrepareRoot.Trust;

namespace PrepareRoot.Run;

/// <summary>Says what happened: on the console for whoever stands before the machine, in the journal for whoever comes later.</summary>
internal static class Reporter
{
    // Message IDs of the journal. The first is libostree's own; tools look for it..
    private const string TargetResolvedId = "7170336a73ba4601bad31af888aa0df7";
    private const string RootPreparedId = "3d0dbe2227e343cbb85484e77a23cf00";
    private const string RefusedId = "d81730d9a4d0429caf7a8bce6e3fcba1";

    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>Says what is odd but changes nothing.</summary>
    public static void Warn(string text) => Print(StandardError, "prepare-root: warning: " + text);

    /// <summary>Says why the request is refused, and what to do.</summary>
    /// <returns>What the process exits with.</returns>
    public static int Refuse(Fault fault)
    {
        var entry = FaultCatalogue.Of(fault.Code);
        Print(StandardError, "prepare-root: refused [" + entry.Name + "]: " + fault.Cause);
        Print(StandardError, "prepare-root: what to do: " + entry.Remedy);
        JournalSocket.Send(new JournalEntry(JournalEntry.Error, "Refused to prepare the root: " + entry.Summary)
            .Add("MESSAGE_ID", RefusedId)
            .Add("PREPARE_ROOT_FAULT", entry.Name)
            .Add("PREPARE_ROOT_CAUSE", fault.Cause)
            .Add("PREPARE_ROOT_REMEDY", entry.Remedy)
            .ToArray());
        return entry.ExitStatus;
    }

    /// <summary>Says it where the machine ends with this process, and lets it be read: a panic throws away what a console has not put out yet.</summary>
    /// <returns>As <see cref="Refuse"/>.</returns>
    public static int RefuseForGood(Fault fault)
    {
        var status = Refuse(fault);
        Files.Drain(StandardError);
        return status;
    }

    /// <summary>Says that there is nothing left to do.</summary>
    public static void AlreadyPrepared(string sysroot) =>
        Print(StandardOutput, "prepare-root: " + sysroot + " is prepared already, nothing to do");

    /// <summary>Says what was mounted and why it is believed.</summary>
    public static void Prepared(BootRecord record)
    {
        var what = record.Image switch
        {
            null when record.Deployment.Backend == Backend.Composefs => "the tree of --root-fs, nothing verified",
            null => "bind mount of the deployment, nothing verified",
            { TrustLevel: TrustLevel.Unverified } => "composefs, not verified",
            { TrustLevel: TrustLevel.Integrity } image => "composefs " + image.Digest + ", files verified against it",
            { TrustLevel: TrustLevel.Signature } image => "composefs " + image.Digest + ", signed by a key of " + record.Policy.KeyPath,
            var image => "composefs " + image.Digest + ", verified against the kernel command line",
        };
        if (record.Plan.HasHotfix)
            what += ", /usr with its hotfix";
        Print(StandardOutput, "prepare-root: " + record.Sysroot + " is " + record.Deployment.Path + " (" + what + ")");
        var deployment = record.Sysroot + "/" + record.Deployment.Path;
        if (record.Deployment.Backend == Backend.Ostree)
        {
            JournalSocket.Send(new JournalEntry(JournalEntry.Notice, "Resolved OSTree target to: " + deployment)
                .Add("MESSAGE_ID", TargetResolvedId)
                .Add("DEPLOYMENT_PATH", "/" + record.Deployment.Path)
                .Add("DEPLOYMENT_DEVICE", record.Deployment.Directory.Device.Packed.ToString(CultureInfo.InvariantCulture))
                .Add("DEPLOYMENT_INODE", record.Deployment.Directory.Inode.ToString(CultureInfo.InvariantCulture))
                .ToArray());
        }
        var entry = new JournalEntry(JournalEntry.Notice, "Prepared the root: " + what)
            .Add("MESSAGE_ID", RootPreparedId)
            .Add("PREPARE_ROOT_DEPLOYMENT", deployment)
            .Add("PREPARE_ROOT_TRUST", (record.Image?.TrustLevel ?? TrustLevel.Unverified).Name());
        if (record.Image?.Digest is { } digest)
            entry.Add("PREPARE_ROOT_DIGEST", digest.ToString());
        JournalSocket.Send(entry.ToArray());
    }

    /// <summary>Says how the program is called.</summary>
    public static void Help()
    {
        Print(StandardOutput, "Usage: prepare-root [SYSROOT] [KERNEL_CMDLINE]");
        Print(StandardOutput, "       composefs-setup-root [OPTION]...");
        Print(StandardOutput, "       initramfs-setup setup-root [OPTION]...");
        Print(StandardOutput, "");
        Print(StandardOutput, "Turns the disk that is mounted at SYSROOT (/sysroot) into the machine's root file system, as ostree=,");
        Print(StandardOutput, "composefs= or composefs.digest= on the kernel command line (KERNEL_CMDLINE, or /proc/cmdline) asks.");
        Print(StandardOutput, "Runs once, as root, in the initramfs; reads /etc/ostree/prepare-root.conf or /usr/lib/ostree/prepare-root.conf.");
        Print(StandardOutput, "");
        Print(StandardOutput, "  -h, --help         say this");
        Print(StandardOutput, "  -V, --version      say which version it is");
        Print(StandardOutput, "");
        Print(StandardOutput, "By the names of the other two programs:");
        Print(StandardOutput, "      --sysroot DIR  where the disk is mounted (/sysroot)");
        Print(StandardOutput, "      --cmdline STR  the kernel command line");
        Print(StandardOutput, "      --config FILE  in place of /usr/lib/composefs/setup-root-conf.toml");
        Print(StandardOutput, "      --target DIR   attach the new root there, and leave the disk at SYSROOT");
        Print(StandardOutput, "      --root-fs DIR  take this tree for the root; refused where verification is asked for");
        Print(StandardOutput, "");
        Print(StandardOutput, "Exit status: 0 prepared, 1 refused (SYSROOT is as it was), 2 called wrongly.");
    }

    /// <summary>Says which version it is.</summary>
    public static void Version() => Print(StandardOutput, "prepare-root " + BuildVersion.Text);

    // Names from the disk may be in it: none of them gets to command the terminal or to start a line of its own.
    private static void Print(int stream, string text)
    {
        var line = new StringBuilder(text.Length + 1);
        foreach (var c in text)
            line.Append(char.IsControl(c) ? '?' : c);
        // Who closed our output does not want to hear it.
        _ = Files.WriteTo(stream, Encoding.UTF8.GetBytes(line.Append('\n').ToString()));
    }
}
