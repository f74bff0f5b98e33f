using System.IO;
using System.Linq;
using PrepareRoot.BootTests.Guest;
using PrepareRoot.Support;
using Xunit;

namespace PrepareRoot.BootTests;

/// <summary>
/// The kernel splits the command line. It passes all arguments after <c>--</c> to PID 1. The unit
/// tests compare the same table with what the program does.
/// </summary>
public class KernelCommandLineTests
{
    // The kernel panics if there are more than 32 arguments.
    private const int TextsPerBoot = 15;

    [RequiresTheory(Needs.Machine)]
    [MemberData(nameof(AllCases.NewestSuite), MemberType = typeof(AllCases))]
    [AskedMemberData(nameof(AllCases.OlderSuites), MemberType = typeof(AllCases))]
    public void Kernel_splits_the_command_line_as_the_table_says(string suite)
    {
        foreach (var (number, splits) in CommandLineSplits.All.Chunk(TextsPerBoot).Index())
        {
            var arguments = ArgumentsOfPid1(suite, number, "-- start " + string.Join(' ', splits.Select(split => split.Text)));
            Assert.Equal(["start", .. splits.SelectMany(split => split.Arguments)], arguments.SkipWhile(argument => argument != "start"));
        }
    }

    private static string[] ArgumentsOfPid1(string suite, int number, string commandLine)
    {
        var kernel = Kernel.Of(suite);
        var initrd = Path.GetTempFileName();
        try
        {
            new Initramfs(kernel, "tr '\\0' '\\n' < /proc/1/cmdline >&3") { Modules = [] }.Write(initrd);
            var result = Emulator.Run(new Machine(kernel, initrd) { CommandLine = commandLine, Log = Logs.For($"command-line-{suite}-{number}") });
            return result.Report.Split('\n')[..^1];
        }
        finally
        {
            File.Delete(initrd);
        }
    }
}
