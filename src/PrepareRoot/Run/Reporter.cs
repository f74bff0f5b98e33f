using System.Collections.Generic;
using System.Text;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Trust;

namespace PrepareRoot.Run;

/// <summary>Prints messages to the console and writes the journal entries.</summary>
internal static class Reporter
{
    // Journal message IDs. The first is libostree's own: tools look for it. The others are in
    // config/prepare-root.catalog. All refusals have one: its text prints the fields of the entry.
    private const string TargetResolvedId = "7170336a73ba4601bad31af888aa0df7";
    internal const string RootPreparedId = "3d0dbe2227e343cbb85484e77a23cf00";
    internal const string RefusedId = "d81730d9a4d0429caf7a8bce6e3fcba1";

    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>Prints warnings. They do not change what is mounted.</summary>
    public static void Warn(params IReadOnlyList<string> warnings)
    {
        foreach (var warning in warnings)
            Print(StandardError, "prepare-root: warning: " + warning);
    }

    /// <summary>
    /// Prints why the request is refused and what to do, and logs it: in an initramfs as an
    /// emergency, whose message systemd-bsod shows on the whole screen.
    /// </summary>
    /// <returns>The exit status of the process.</returns>
    public static int Refuse(Fault fault)
    {
        var code = fault.Code;
        var inInitramfs = LastRefusal.IsInInitramfs;
        Print(StandardError, "prepare-root: refused [" + code.Name + "]: " + fault.Cause);
        Print(StandardError, "prepare-root: what to do: " + code.Remedy + " More: prepare-rootctl explain " + code.Name);
        JournalSocket.Send(new JournalEntry(inInitramfs ? JournalEntry.Emergency : JournalEntry.Error, "Refused to prepare the root [" + code.Name + "]: " + fault.Cause)
            .Add("MESSAGE_ID", RefusedId)
            .Add("PREPARE_ROOT_FAULT", code.Name)
            .Add("PREPARE_ROOT_CAUSE", fault.Cause)
            .Add("PREPARE_ROOT_REMEDY", code.Remedy)
            .ToArray());
        // The firmware may be slow.
        if (inInitramfs)
            LastRefusal.Keep(fault);
        return code.ExitStatus;
    }

    /// <summary>
    /// Does the same for PID 1, and waits until the console has printed the message. The kernel
    /// panics when PID 1 ends, and a panic discards output that is not printed yet.
    /// </summary>
    /// <returns>The exit status, as <see cref="Refuse"/>.</returns>
    public static int RefuseAsPid1(Fault fault)
    {
        var status = Refuse(fault);
        Files.Drain(StandardError);
        return status;
    }

    public static void AlreadyPrepared(Place place) =>
        Print(StandardOutput, "prepare-root: " + place.Path + " is already prepared, nothing to do");

    /// <summary>Prints and logs what was mounted and why it is trusted.</summary>
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
        if (LastRefusal.Take() is not { } refusal)
            return;
        var earlier = "an earlier boot was refused [" + refusal.Code + "]: " + refusal.Cause;
        Warn(earlier);
        JournalSocket.Send(new JournalEntry(JournalEntry.Warning, earlier).ToArray());
    }

    public static void Help()
    {
        Print(StandardOutput, "Usage: prepare-root [SYSROOT] [KERNEL_CMDLINE]");
        Print(StandardOutput, "       composefs-setup-root [OPTION]...");
        Print(StandardOutput, "       initramfs-setup setup-root [OPTION]...");
        Print(StandardOutput, "");
        Print(StandardOutput, "Prepares the machine's root file system from the disk mounted at SYSROOT (/sysroot), as requested by ostree=,");
        Print(StandardOutput, "composefs= or composefs.digest= on the kernel command line (KERNEL_CMDLINE, or /proc/cmdline).");
        Print(StandardOutput, "Runs once, as root, in the initramfs; reads /etc/ostree/prepare-root.conf or /usr/lib/ostree/prepare-root.conf.");
        Print(StandardOutput, "");
        Print(StandardOutput, "  -h, --help         print this help");
        Print(StandardOutput, "  -V, --version      print the version");
        Print(StandardOutput, "");
        Print(StandardOutput, "When called by the name of one of the other two programs:");
        Print(StandardOutput, "      --sysroot DIR  where the disk is mounted (/sysroot)");
        Print(StandardOutput, "      --cmdline STR  the kernel command line");
        Print(StandardOutput, "      --config FILE  read FILE instead of /usr/lib/composefs/setup-root-conf.toml");
        Print(StandardOutput, "      --target DIR   attach the new root at DIR, and leave the disk at SYSROOT");
        Print(StandardOutput, "      --root-fs DIR  use this tree as the root; refused if verification is required");
        Print(StandardOutput, "");
        Print(StandardOutput, "Exit status: 0 prepared, 1 refused (SYSROOT is unchanged), 2 usage error.");
    }

    public static void Version() => Print(StandardOutput, "prepare-root " + BuildVersion.Text);

    private static void Print(int stream, string text)
    {
        // If standard output or standard error is closed, the message can't be printed anywhere.
        _ = Files.WriteTo(stream, Encoding.UTF8.GetBytes(ConsoleText.Escape(text) + "\n"));
    }
}
