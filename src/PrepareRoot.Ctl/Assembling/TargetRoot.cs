using System;
using System.Collections;
using System.Collections.Generic;
using PrepareRoot.Ctl.Planning;
using PrepareRoot.Faults;
using PrepareRoot.Formats;
using PrepareRoot.Linux;
using PrepareRoot.Mounting;
using PrepareRoot.Requests;

namespace PrepareRoot.Ctl.Assembling;

/// <summary>The root of a deployment that is attached at a directory of a running system.</summary>
internal static class TargetRoot
{
    /// <summary>Enters a mount namespace that ends with the process, and its mounts with it.</summary>
    internal static IDisposable Separate() =>
        PrivateNamespace.Enter().Try(out var entered, out var fault) ? entered : throw FailureException.Of(fault);

    /// <summary>Assembles the root of a planned boot and attaches it.</summary>
    /// <param name="boot">A boot with a plan.</param>
    /// <param name="target">The absolute path of the directory.</param>
    internal static Fault? Attach(PlannedBoot boot, string target)
    {
        // It may have no init: an installer is not done yet, and a damaged one is to be looked into.
        var plan = boot.Plan! with { Inits = [] };
        if (RefuseStateInRun(plan) is { } refused)
            return refused;
        if (!Place.Of(new Options(boot.Disk!.Path) { Target = target }, boot.Disk).Try(out var place, out var fault)
            || !Assembler.Assemble(boot.Disk, boot.Source!, plan).Try(out var root, out fault))
        {
            return fault;
        }
        using (root)
            return place.Commit(root, new NoRecord());
    }

    /// <summary>Refuses a root whose changes are where those of the running system are.</summary>
    internal static Fault? RefuseStateInRun(MountPlan plan) => plan.WritesTo(Area.Run)
        ? new Fault(FaultCode.ConfigurationContradictory, "the configuration keeps changes to / or /etc in /run, where the running system may keep its own")
        : null;

    /// <summary>Mounts what most programs need, where the root has the directories.</summary>
    internal static Fault? AddSystem(string target)
    {
        var errno = Files.Open(null, target, Files.O_PATH | Files.O_DIRECTORY, 0, out var root);
        if (errno != Errno.None)
            return errno.ToFault(FaultCode.DirectoryMissing, target);
        using (root)
        {
            foreach (var name in (string[])["dev", "proc", "sys"])
            {
                errno = Bind(name, root);
                if (errno is not (Errno.None or Errno.ENOENT))
                    return errno.ToFault(FaultCode.MountFailed, "/" + name + " can't be mounted in the root");
            }
        }
        return null;
    }

    /// <summary>Runs a command in the root, and waits for it.</summary>
    /// <remarks>
    /// It changes the root directory of this thread alone: <see cref="Separate"/> gave the thread one
    /// of its own.
    /// </remarks>
    /// <returns>Its exit status.</returns>
    internal static int Execute(string target, string[] program)
    {
        var errno = Files.Open(null, target, Files.O_PATH | Files.O_DIRECTORY, 0, out var root);
        if (errno != Errno.None)
            throw FailureException.Of(errno.ToFault(FaultCode.DirectoryMissing, target));
        using (root)
            errno = Mounts.ChangeRoot(root);
        var environment = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            environment.Add(variable.Key + "=" + variable.Value);
        var status = 0;
        if (errno == Errno.None)
            errno = ChildProcess.Run(Find(program[0]), program, [.. environment], out status);
        if (errno != Errno.None)
            throw new FailureException(OffendingText.Quote(program[0]) + " can't be started in the root: " + errno.Message());
        return status == ChildProcess.Killed ? throw new FailureException(OffendingText.Quote(program[0]) + " was killed") : status;
    }

    private static string Find(string program)
    {
        if (program.Contains('/'))
            return program;
        foreach (var directory in (string[])["/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"])
        {
            if (Files.Status(null, directory + program, out _) == Errno.None)
                return directory + program;
        }
        return program;
    }

    // A link in the root must not lead out of it.
    private static Errno Bind(string name, FileDescriptor root)
    {
        var errno = Files.Open(root, name, Files.O_PATH | Files.O_DIRECTORY, Files.RESOLVE_BENEATH | Files.RESOLVE_NO_SYMLINKS, out var mountPoint);
        if (errno != Errno.None)
            return errno;
        using (mountPoint)
        {
            errno = Files.Open(null, "/" + name, Files.O_PATH | Files.O_DIRECTORY, 0, out var directory);
            if (errno != Errno.None)
                return errno;
            using (directory)
                errno = Mounts.Clone(directory, recursive: true, out var mounts) is var cloned and not Errno.None ? cloned : Attach(mounts, mountPoint);
            return errno;
        }
    }

    private static Errno Attach(FileDescriptor mounts, FileDescriptor mountPoint)
    {
        using (mounts)
            return Mounts.Attach(mounts, mountPoint);
    }

    // The record in /run is that of the running system.
    private sealed class NoRecord : IPublication
    {
        public Fault? Publish() => null;

        public void Withdraw()
        {
        }
    }
}
