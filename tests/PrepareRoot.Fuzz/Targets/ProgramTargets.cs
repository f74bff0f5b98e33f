using PrepareRoot.Ctl.Checking;
using PrepareRoot.Formats;
using PrepareRoot.Fuzz.Documents;
using PrepareRoot.Linux;

namespace PrepareRoot.Fuzz.Targets;

/// <summary>The readers of init and of its libraries.</summary>
internal static class ProgramTargets
{
    private const int PathMax = 4096;

    private static readonly byte[][] _tokens =
    [
        [0x7f, (byte)'E', (byte)'L', (byte)'F'], "#!/"u8.ToArray(), [0, 0, 0, 0, 0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [3, 0, 0, 0], [2, 0, 0, 0], [56, 0], [32, 0], "libc.so.6\0"u8.ToArray(),
    ];

    internal static Target[] All { get; } =
    [
        new("ProgramFile", ParseProgram, Programs.All, _tokens),
        new("DynamicSection", ParseDynamicSection, Programs.Elf, _tokens),
    ];

    private static bool ParseProgram(byte[] bytes)
    {
        var program = ProgramFile.Read(new ByteArray(bytes));
        Checks.Hold(program.Unreadable == Errno.None, "what is in memory can't be read");
        if (program.Problem is { } problem)
            return !Checks.IsMessage(problem);
        Checks.Hold(program.Interpreter is not { Length: 0 or > PathMax }, "the path of the interpreter is too short or too long");
        Checks.Hold(program.CLibrary is not { } library || !library.Contains('/'), "the C library is a path");
        return true;
    }

    private static bool ParseDynamicSection(byte[] bytes)
    {
        var section = DynamicSection.Read(new ByteArray(bytes));
        return section.Problem is not { } problem || !Checks.IsMessage(problem);
    }
}
