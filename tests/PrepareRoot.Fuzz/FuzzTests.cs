using System;
using System.Buffers.Binary;
using System.Linq;
using FsCheck.Fluent;
using PrepareRoot.Fuzz.Targets;
using Xunit;

namespace PrepareRoot.Fuzz;

/// <summary>
/// A small share of <c>make fuzz</c>: any input gives a value or a fault, in bounded time and
/// memory. A failure names the seed that reproduces it.
/// </summary>
public class FuzzTests
{
    private const int Inputs = 4096;
    private const string Refused = "a valid document is refused";

    public static TheoryData<string> Names => [.. AllTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_input_gives_a_value_or_a_fault(string name)
    {
        var result = Campaign.Run(AllTargets.Named(name), (ulong)Random.Shared.NextInt64(), Inputs);

        // If all documents were refused, little of the parser would run.
        Assert.True(result.Values > result.Inputs / 100, result.ToString());
    }

    public static TheoryData<string, Func<byte[], bool>, string> UnhardenedReader => new()
    {
        { "does not check an offset", bytes => bytes[bytes[^1]] == 0, nameof(IndexOutOfRangeException) },
        { "does not check a size", bytes => bytes.Length > 1 && new byte[BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 4].Length == bytes.Length, "allocated" },
        { "refuses all", _ => false, Refused },
    };

    [Theory]
    [MemberData(nameof(UnhardenedReader))]
    public void Unhardened_parser_is_found_out(string title, Func<byte[], bool> parse, string problem)
    {
        var target = new Target(title, parse, Gen.Constant(new byte[] { 16, 0, 1, 2, 0 }), [[0, 1]]) { MayRefuseDocuments = problem != Refused };

        var found = Assert.Throws<FindingException>(() => Campaign.Run(target, 1, 1_000_000));

        Assert.StartsWith(title + " (again: make fuzz FUZZ_TARGETS=" + title + " FUZZ_SEED=1), ", found.Message, StringComparison.Ordinal);
        Assert.Contains(problem, found.Message, StringComparison.Ordinal);
    }
}
