using System;
using PrepareRoot.Faults;
using PrepareRoot.MountTests.Scratch;
using PrepareRoot.Support;

namespace PrepareRoot.MountTests;

/// <summary>Bad input, and how it is refused.</summary>
/// <param name="Title">What is wrong.</param>
/// <param name="Fault">The kind of refusal.</param>
/// <param name="Cause">What the message says of this very case.</param>
internal sealed record BadInput(string Title, FaultCode Fault, string Cause)
{
    /// <summary>The disk.</summary>
    public Fixture Disk { get; init; } = Fixture.Ostree;

    /// <summary>What is done to the machine before the run.</summary>
    public Action<ScratchInitramfs> Damage { get; init; } = _ => { };

    /// <summary>The text of <c>prepare-root.conf</c>.</summary>
    public string Configuration { get; init; } = "[composefs]\nenabled = yes\n";

    /// <summary>The kernel command line.</summary>
    public string CommandLine { get; init; } = CommandLines.OstreeA;

    /// <summary>The program's arguments, if not SYSROOT and the command line.</summary>
    public string[]? Words { get; init; }

    /// <summary>The name that the program is called by.</summary>
    public string Name { get; init; } = ScratchInitramfs.Program;

    /// <summary>Which call goes wrong, as strace(1) writes it; null for none.</summary>
    public string? Inject { get; init; }

    /// <summary>
    /// Whether it is found out only when the new root lies beneath the disk's mount already: both are detached then, and the disk's mount
    /// comes back as another one that is the same in all but its number.
    /// </summary>
    public bool IsFoundOutLate { get; init; }

    /// <summary>Whether the user is not root.</summary>
    public bool AsNobody { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Title;
}
