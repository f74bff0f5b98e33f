using System.Diagnostics;
using System.Globalization;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;

namespace PrepareRoot.Fuzz;

/// <summary>Runs a parser on generated input: valid documents, and many damaged copies of each.</summary>
public static class Campaign
{
    private const int DocumentsPerSeed = 16;
    private const int CopiesPerDocument = 63;

    // How long documents get, to FsCheck: lists have at most this many items.
    private const int Size = 12;

    /// <summary>Tries one seed after the other.</summary>
    /// <param name="target">The parser.</param>
    /// <param name="firstSeed">The first seed.</param>
    /// <param name="inputs">How many inputs to try at least.</param>
    /// <returns>How much was tried.</returns>
    /// <exception cref="FindingException">The message has the seed that reproduces it.</exception>
    public static CampaignResult Run(Target target, ulong firstSeed, long inputs)
    {
        var clock = Stopwatch.StartNew();
        var (seed, tried, values) = (firstSeed, 0L, 0L);
        for (; tried < inputs; seed = unchecked(seed + 1))
        {
            var documents = Documents(target, seed, DocumentsPerSeed);
            var mutator = new Mutator(seed, documents, target.Tokens);
            foreach (var document in documents)
            {
                if (Try(target, document, seed))
                    values++;
                else if (!target.MayRefuseDocuments)
                    throw Reproducible(new FindingException(target.Name, document, "a valid document is refused"), seed);
                for (var i = 0; i < CopiesPerDocument; i++)
                    values += Try(target, mutator.Damage(document), seed) ? 1 : 0;
                tried += CopiesPerDocument + 1;
            }
        }
        return new CampaignResult(target.Name, tried, values, clock.Elapsed);
    }

    /// <summary>Valid documents, the same for the same seed.</summary>
    public static byte[][] Documents(Target target, ulong seed, int count) => target.Documents.Sample(count, new Rnd(seed), Size);

    private static bool Try(Target target, byte[] input, ulong seed)
    {
        try
        {
            return target.Try(input);
        }
        catch (FindingException finding)
        {
            throw Reproducible(Shrink(target, finding), seed);
        }
    }

    private static FindingException Reproducible(FindingException finding, ulong seed) =>
        new(
        string.Create(CultureInfo.InvariantCulture, $"{finding.Target} (again: make fuzz FUZZ_TARGETS={finding.Target} FUZZ_SEED={seed})"),
        finding.Input,
        finding.Problem,
        finding);

    // To an input for which no smaller one has a finding, too.
    private static FindingException Shrink(Target target, FindingException finding)
    {
        var shrinker = ArbMap.Default.ArbFor<byte[]>();
        while (shrinker.Shrinker(finding.Input).Select(input => FindingOf(target, input)).FirstOrDefault(found => found is not null) is { } smaller)
            finding = smaller;
        return finding;
    }

    private static FindingException? FindingOf(Target target, byte[] input)
    {
        try
        {
            target.Try(input);
            return null;
        }
        catch (FindingException finding)
        {
            return finding;
        }
    }
}
