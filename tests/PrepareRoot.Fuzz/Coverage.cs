using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using PrepareRoot.Fuzz.Targets;
using PrepareRoot.Support;
using SharpFuzz;

namespace PrepareRoot.Fuzz;

/// <summary>
/// Runs AFL++ on the parsers. SharpFuzz instruments a copy of the managed library, so that AFL++
/// sees which branches an input takes, and keeps and changes the inputs that take new ones. Its
/// state is in the cache and is used again the next time.
/// </summary>
internal static class Coverage
{
    /// <summary>The first argument of the process that AFL++ starts.</summary>
    internal const string Child = "coverage-child";

    private const int Seeds = 40;
    private const int LargestSeed = 4096;

    private static readonly string[] _instrumented = ["PrepareRoot.dll", "prepare-rootctl.dll"];

    private static readonly string _state = Path.Combine(Cache.Root, "fuzz");

    /// <summary>Returns the exit status: 1 if any parser has a finding.</summary>
    internal static int Run(Target[] targets)
    {
        var program = Instrument();
        var (seed, status) = (Setting.Seed, 0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"by coverage, seeds' seed {seed}\ntarget\tinputs\tseconds\tinputs/s\tcorpus\tedges\tfound"));
        foreach (var target in targets)
        {
            var found = Run(program, target, seed);
            if (found.Length > 0)
                status = 1;
            foreach (var file in found)
                Console.WriteLine("FOUND " + file + " " + Problem(target, File.ReadAllBytes(file)));
        }
        return status;
    }

    /// <summary>Takes input from AFL++ until that ends the process.</summary>
    internal static void RunChild(string name)
    {
        // Instrumented code can run only once SharpFuzz has AFL++'s memory.
        var target = new Lazy<Target>(() => AllTargets.Named(name));
        Fuzzer.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target.Value.Try(input.ToArray());
        });
    }

    private static string[] Run(string program, Target target, ulong seed)
    {
        var state = Path.Combine(_state, target.Name);
        var seeds = Path.Combine(state, "seeds");
        Directory.CreateDirectory(seeds);
        foreach (var (number, document) in Campaign.Documents(target, seed, Seeds).Index())
            File.WriteAllBytes(Path.Combine(seeds, number.ToString(CultureInfo.InvariantCulture)), document.Length == 0 ? [0] : [.. document.Take(LargestSeed)]);
        var tokens = Path.Combine(state, "tokens");
        File.WriteAllLines(tokens, target.Tokens.Select(token => "\"" + string.Concat(token.Select(value => "\\x" + value.ToString("x2", CultureInfo.InvariantCulture))) + "\""));
        var output = Path.Combine(state, "state");
        _ = new Command(
            "afl-fuzz", "-i", Directory.Exists(output) ? "-" : seeds, "-o", output, "-x", tokens, "-m", "none", "-t", "10000",
            "-V", Setting.Seconds.ToString(CultureInfo.InvariantCulture), "--", "dotnet", program, Child, target.Name)
        {
            Environment = _environment,
            TimeLimit = TimeSpan.FromSeconds(Setting.Seconds) + TimeSpan.FromMinutes(10),
        }.Run();

        var facts = File.ReadLines(Path.Combine(output, "default/fuzzer_stats")).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0].Trim(), pair => pair[1].Trim());
        string[] found = [.. Directory.GetFiles(Path.Combine(output, "default/crashes"), "id*"), .. Directory.GetFiles(Path.Combine(output, "default/hangs"), "id*")];
        Console.WriteLine(string.Join('\t', target.Name, facts["execs_done"], facts["run_time"], facts["execs_per_sec"], facts["corpus_count"], facts["edges_found"], found.Length));
        return found;
    }

    // It looks for its instrumentation in a native program, for a fixed frequency of the processor,
    // for a processor of its own, and for a way to see core dumps. None of these is needed.
    private static readonly Dictionary<string, string> _environment = new()
    {
        ["AFL_SKIP_BIN_CHECK"] = "1",
        ["AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES"] = "1",
        ["AFL_SKIP_CPUFREQ"] = "1",
        ["AFL_NO_AFFINITY"] = "1",
        ["AFL_NO_UI"] = "1",
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
    };

    private static string Problem(Target target, byte[] input)
    {
        try
        {
            target.Try(input);
            return "not again";
        }
        catch (FindingException finding)
        {
            return finding.Message;
        }
    }

    // The copy is of this program as it is now.
    private static string Instrument()
    {
        var copy = Path.Combine(_state, "program");
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        foreach (var name in _instrumented)
            _ = Fuzzer.Instrument(Path.Combine(copy, name), _ => true, Options.Value);
        return Path.Combine(copy, Path.GetFileName(typeof(Coverage).Assembly.Location));
    }
}
