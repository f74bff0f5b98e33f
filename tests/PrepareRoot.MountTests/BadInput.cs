using System;
using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests;

/// <summary>Invalid input and its refusal.</summary>
/// <param name="Title">What is wrong.</param>
/// <param name="Fault">The kind of refusal.</param>
/// <param name="Cause">The cause in the message.</param>
internal sealed record BadInput(string Title, FaultCode Fault, string Cause)
{
    /// <summary>The disk.</summary>
    public Fixture Disk { get; init; } = Fixture.Ostree;

    /// <summary>A script that changes the machine before the run.</summary>
    public Action<ScratchInitramfs> Damage { get; init; } = _ => { };

    /// <summary>The text of <c>prepare-root.conf</c>.</summary>
    public string Configuration { get; init; } = "[composefs]\nenabled = yes\n";

    /// <summary>The kernel command line.</summary>
    public string CommandLine { get; init; } = CommandLines.OstreeA;

    /// <summary>The program's arguments, if not SYSROOT and the command line.</summary>
    public string[]? Arguments { get; init; }

    /// <summary>The name by which the program is called.</summary>
    public string Name { get; init; } = ScratchInitramfs.Program;

    /// <summary>The system call that fails, in the syntax of strace(1); null for none.</summary>
    public string? Inject { get; init; }

    /// <summary>Whether the user is not root.</summary>
    public bool AsNobody { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Title;
}
