using System;
using System.Collections.Generic;
using PrepareRoot.Faults;

namespace PrepareRoot.Ctl.Explanations;

/// <summary>
/// The explanations of all faults. Each group has a file of its own. A test checks that every
/// <see cref="FaultCode"/> has one.
/// </summary>
internal static partial class ExplanationCatalogue
{
    /// <summary>All of them, in the order of <see cref="FaultCode.All"/>.</summary>
    internal static IReadOnlyList<Explanation> All { get; } =
        [.. Requested(), .. Surroundings(), .. Deployed(), .. Images(), .. Mounts(), .. Proofs()];

    /// <summary>The explanation of the code with this name; null if there is none.</summary>
    internal static Explanation? Find(string name)
    {
        foreach (var explanation in All)
        {
            if (explanation.Code.Name == name)
                return explanation;
        }
        return null;
    }

    /// <summary>The names of the codes that are most like a name that is none.</summary>
    internal static IReadOnlyList<string> Nearest(string name)
    {
        // More edits than this make another word.
        var best = Math.Max(2, name.Length / 3);
        var names = new List<string>();
        foreach (var explanation in All)
        {
            var candidate = explanation.Code.Name;
            if (name.Length > 2 && candidate.Contains(name, StringComparison.OrdinalIgnoreCase))
                names.Add(candidate);
        }
        if (names.Count > 0)
            return names;
        foreach (var explanation in All)
        {
            var candidate = explanation.Code.Name;
            var distance = Distance(name, candidate, best);
            if (distance < best)
                names.Clear();
            if (distance <= best)
                names.Add(candidate);
            best = Math.Min(best, distance);
        }
        return names;
    }

    // Levenshtein's distance: how many characters are added, removed or replaced. Above the limit
    // any number above it.
    private static int Distance(string from, string to, int limit)
    {
        if (Math.Abs(from.Length - to.Length) > limit)
            return limit + 1;
        var row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
            row[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
