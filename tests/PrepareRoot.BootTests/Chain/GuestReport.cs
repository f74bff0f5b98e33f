using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.BootTests.Chain;

/// <summary>What a machine reported: lines <c>@@fact NAME</c>, each followed by the fact's text.</summary>
/// <param name="result">What the machine left behind.</param>
public sealed class GuestReport(MachineResult result)
{
    /// <summary>The shell's function to report a fact that it reads from its input.</summary>
    public const string Function = """fact() { echo "@@fact $1" >&3; cat >&3; }""";

    private readonly Dictionary<string, string> _facts =
        result.Report.Split("@@fact ").Skip(1).Select(fact => fact.Split('\n', 2)).ToDictionary(fact => fact[0], fact => fact[1]);

    /// <summary>What the machine left behind.</summary>
    public MachineResult Result => result;

    /// <summary>Whether it reported nothing at all.</summary>
    public bool IsEmpty => _facts.Count == 0;

    /// <summary>The text of a fact.</summary>
    public string this[string name] => _facts.TryGetValue(name, out var fact)
        ? fact
        : throw new InvalidOperationException($"the machine did not report '{name}', only: {string.Join(", ", _facts.Keys)}\n{result.Console}");
}
