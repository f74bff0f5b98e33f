using System.Collections.Generic;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Trust;

namespace PrepareRoot.Run;

/// <summary>Says what happened: on the console and in the journal.</summary>
internal static class Reporter
{
    // Message IDs of the journal. The first is libostree's own; tools look for it.
    private const string TargetResolvedId = "7170336a73ba4601bad31af888aa0df7";
    private const string RootPreparedId = "3d0dbe2227e343cbb85484e77a23cf00";
    private const string RefusedId = "d81730d9a4d0429caf7a8bce6e3fcba1";

    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>Says what is odd but changes nothing.</summary>
    public static void Warn(params IReadOnlyList<string> warnings)
    {
        foreach (var warning in warnings)
            Print(StandardError, "prepare-root: warning: " + warning);
    }

    /// <summary>Says why the request is refused, and what to do.</summary>
    /// <returns>What the process exits with.</returns>
    public static int Refuse(Fault fault)
    {
        var code = fault.Code;
        Print(StandardError, "prepare-root: refused [" + code.Name + "]: " + fault.Cause);
        Print(StandardError, "prepare-root: what to do: " + code.Remedy);
        JournalSocket.Send(new JournalEntry(JournalEntry.Error, "Refused to prepare the root: " + code.Meaning)
            .Add("MESSAGE_ID", RefusedId)
            .Add("PREPARE_ROOT_FAULT", code.Name)
            .Add("PREPARE_ROOT_CAUSE", fault.Cause)
            .Add("PREPARE_ROOT_REMEDY", code.Remedy)
            .ToArray());
        return code.ExitStatus;
    }

    /// <summary>
    /// The same for PID 1, whose end is a kernel panic. It waits until the console has printed it:
    /// a panic discards what has not been.
    /// </summary>
    /// <returns>As <see cref="Refuse"/>.</returns>
    public static int RefuseAsPid1(Fault fault)
    {
        var status = Refuse(fault);
        Files.Drain(StandardError);
        return status;
    }

    /// <summary>Says that an earlier run prepared this root.</summary>
    public static void AlreadyPrepared(Place place) =>
        Print(StandardOutput, "prepare-root: " + place.Path + " is already prepared, nothing to do");

    /// <summary>Says what was mounted and why it is trusted.</summary>
    public static void Prepared(BootRecord record)
    {
        var (deployment, facts) = (record.Deployment, record.Facts);
        if (facts.Warning is { } warning)
            Warn(warning);
        var summary = facts.Summary(record.Policy.KeyPath) + (record.Root.Plan.HasHotfix ? ", /usr with its hotfix" : "");
        Print(StandardOutput, "prepare-root: " + record.Place.Path + " is " + deployment.Path + " (" + summary + ")");
        var path = record.Place.Path + "/" + deployment.Path;
        if (deployment.Backend.KeepsTransientStateInRun)
        {
            JournalSocket.Send(new JournalEntry(JournalEntry.Notice, "Resolved OSTree target to: " + path)
                .Add("MESSAGE_ID", TargetResolvedId)
                .Add("DEPLOYMENT_PATH", "/" + deployment.Path)
                .Add("DEPLOYMENT_DEVICE", deployment.Directory.Device.Packed.Text())
                .Add("DEPLOYMENT_INODE", deployment.Directory.Inode.Text())
                .ToArray());
        }
        var entry = new JournalEntry(JournalEntry.Notice, "Prepared the root: " + summary)
            .Add("MESSAGE_ID", RootPreparedId)
            .Add("PREPARE_ROOT_DEPLOYMENT", path)
            .Add("PREPARE_ROOT_TRUST", facts.TrustLevel.Name());
        if (facts.Digest is { } digest)
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

    // The text may have names from the disk. They must not control the terminal or begin a line.
    private static void Print(int stream, string text)
    {
        var line = new StringBuilder(text.Length + 1);
        foreach (var c in text)
            line.Append(char.IsControl(c) ? '?' : c);
        // If standard output or error is closed, there is nobody to tell.
        _ = Files.WriteTo(stream, Encoding.UTF8.GetBytes(line.Append('\n').ToString()));
    }
}
