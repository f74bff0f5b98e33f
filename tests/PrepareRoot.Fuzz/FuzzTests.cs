using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace PrepareRoot.Fuzz;

/// <summary>
/// Any input gives a value or a fault, in bounded time and memory. FUZZ_SECONDS is the time for
/// each parser, FUZZ_SEED the first seed. A failure names the seed that reproduces it.
/// </summary>
public class FuzzTests(ITestOutputHelper output)
{
    private const int DefaultSeconds = 2;

    private static readonly Target[] _targets = [.. ConfigurationTargets.All, .. DiskTargets.All];

    public static TheoryData<string> Names => [.. _targets.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_input_gives_a_value_or_a_fault(string name)
    {
        var target = _targets.Single(other => other.Name == name);
        var seed = Setting("FUZZ_SEED") ?? Random.Shared.Next();
        output.WriteLine(Campaign.Run(target, seed, TimeSpan.FromSeconds(Setting("FUZZ_SECONDS") ?? DefaultSeconds)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Samples_are_sound(string name)
    {
        var target = _targets.Single(other => other.Name == name);
        // The name of each program, and one unknown option.
        Assert.All(target.Samples.SkipLast(name == "Invocation" ? 2 : 0), sample => Assert.True(target.Parse(sample), Convert.ToHexStringLower(sample)));
    }

    public static TheoryData<string, Func<byte[], bool>, string> UnhardenedReader => new()
    {
        { "does not check an offset", bytes => bytes[bytes[^1]] == 0, nameof(IndexOutOfRangeException) },
        { "does not check a size", bytes => new byte[BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 4].Length == bytes.Length, "allocated" },
    };

    [Theory]
    [MemberData(nameof(UnhardenedReader))]
    public void Unhardened_parser_is_found_out(string title, Func<byte[], bool> parse, string finding)
    {
        var target = new Target(title, parse, [[16, 0, .. new byte[300]]], [[0, 1]]);
        var found = Assert.Throws<InvalidOperationException>(() => Campaign.Run(target, 1, TimeSpan.FromMinutes(1)));
        Assert.StartsWith(title + " with ", found.Message, StringComparison.Ordinal);
        Assert.Contains(finding, found.Message, StringComparison.Ordinal);
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : null;
}
