using System;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests.WithoutInitramfs;

/// <summary>The tool on the system that the program prepared, where there is nothing but busybox.</summary>
public class RunningSystemTests
{
    // The system's init runs this. What is in a file has no colours.
    private const string Ask = """
        cp /bin/prepare-rootctl /run/
        cat > /run/init.sh <<'END'
        ask() { /run/prepare-rootctl $2 > /run/answer 2>&1; echo "ended with $?" >> /run/answer; fact "$1" < /run/answer; }
        ask version --version
        ask status status
        ask check check
        uname -m | fact machine
        END

        """;

    private static readonly Lazy<CaseFacts> _facts = new(() =>
    {
        var result = SmallMachine.Boot(AllCases.SuiteNames[^1], "running", Ask + SmallMachine.PrepareAndSwitch, withTool: true);
        return CaseFacts.Parse(result.Report, result.Console);
    });

    [RequiresFact(Needs.Machine | Needs.Tool)]
    public void Kernel_and_programs_are_for_the_processor_that_is_tested() =>
        Assert.Equal(GuestArchitecture.OfTests.Name == "arm64" ? "aarch64\n" : "x86_64\n", _facts.Value.Text("machine"));

    [RequiresFact(Needs.Machine | Needs.Tool)]
    public void Tool_says_what_was_verified_and_that_it_will_be_again()
    {
        Assert.Equal(Command.Run(Artifacts.Tool, "--version") + "ended with 0\n", _facts.Value.Text("version"));
        Assert.Equal(["boot      as recorded", "policy    verity, ostree"], _facts.Value.Lines("status")[..2]);
        Assert.Equal("ended with 0", _facts.Value.Lines("status")[^1]);
        Assert.Contains(".0  boots  not authenticated: files are verified against the image", _facts.Value.Lines("check")[0], StringComparison.Ordinal);
        Assert.Equal("ended with 0", _facts.Value.Lines("check")[^1]);
    }
}
