using System;
using System.Linq;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests.EveryCall;

/// <summary>A way to run the program. The run succeeds if no call fails.</summary>
/// <param name="Name">Its name, for tests and tables.</param>
/// <param name="Disk">The disk.</param>
/// <param name="Configuration"><c>prepare-root.conf</c>.</param>
/// <param name="Arguments">The program's arguments.</param>
internal sealed record Mode(string Name, Fixture Disk, string Configuration, params string[] Arguments)
{
    /// <summary>The name that the program is called by.</summary>
    public string Program { get; init; } = ScratchInitramfs.Program;

    /// <summary><c>setup-root-conf.toml</c>; null for none.</summary>
    public string? SetupConfiguration { get; init; }

    /// <summary>A shell script that changes the initramfs and the disk before the run.</summary>
    public string Prepare { get; init; } = "";

    /// <summary>
    /// Injections that make this machine's kernel act like another one. strace injects only one
    /// thing into the calls with one name, so no other call with the name can fail then.
    /// </summary>
    public Func<string[]> Fakes { get; init; } = () => [];

    /// <summary>
    /// Whether the calls before <c>Main</c> fail, too. They are the same in every mode.
    /// </summary>
    public bool WithRuntime { get; init; }

    /// <summary>The mount point of the new root.</summary>
    public string Place { get; init; } = "/sysroot";

    /// <summary>A machine before the run.</summary>
    public ScratchInitramfs Start()
    {
        var machine = new ScratchInitramfs(Disk);
        machine.Write(ScratchInitramfs.Configuration, Configuration);
        if (SetupConfiguration is { } toml)
            machine.Write("/usr/lib/composefs/setup-root-conf.toml", toml);
        machine.Shell("mkdir sys; mount -t sysfs sysfs sys; " + Prepare);
        return machine;
    }

    /// <summary>Runs the program on the machine, and traces every call.</summary>
    public (CommandResult Result, TracedCall[] Calls) Trace(ScratchInitramfs machine)
    {
        var strace = new Strace(["all"], Fakes());
        var result = machine.RunBy(strace, Program, Arguments);
        return (result, strace.ReadAll());
    }

    /// <summary>Runs the program on the machine.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="injection">An injection; null for none.</param>
    public InjectedRun Run(ScratchInitramfs machine, string? injection = null)
    {
        var name = injection?.Split(':')[0];
        string[] injections = [.. Fakes().Where(fake => fake.Split(':')[0] != name), .. injection is null ? [] : new[] { injection }];
        if (injections.Length == 0)
            return new InjectedRun(machine.RunBy(null, Program, Arguments), false);
        var strace = Strace.With(injections);
        var result = machine.RunBy(strace, Program, Arguments);
        return new InjectedRun(result, name is not null && strace.HasInjected(name));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
