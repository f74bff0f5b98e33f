using System;
using PrepareRoot.BootTests.Guest;
using Xunit;

namespace PrepareRoot.BootTests.Chain;

/// <summary>The checks that apply to every refusal.</summary>
public static class Refusal
{
    /// <summary>
    /// Checks that a case was refused with exactly this message, and that it left the machine
    /// unchanged.
    /// </summary>
    /// <param name="facts">The facts of the case.</param>
    /// <param name="code">The code of the fault.</param>
    /// <param name="cause">Its cause, exactly.</param>
    public static void Check(CaseFacts facts, string code, string cause)
    {
        Assert.Equal("", facts.Output);
        var lines = facts.Error.Split('\n');
        Assert.Equal($"prepare-root: refused [{code}]: {cause}", lines[0]);
        Assert.StartsWith("prepare-root: what to do: ", lines[1], StringComparison.Ordinal);
        Assert.Equal([""], lines[2..]);
        Assert.Equal(1, facts.ExitStatus);
        Assert.Equal(facts.MountsBefore, facts.MountsAfter);
        Assert.Equal(facts.RunBefore, facts.RunAfter);
        Assert.Equal([], facts.Loops);
    }
}
