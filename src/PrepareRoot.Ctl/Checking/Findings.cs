using System;
using System.Collections.Generic;
using System.Linq;

namespace PrepareRoot.Ctl.Checking;

/// <summary>Collects findings.</summary>
internal sealed class Findings
{
    private readonly List<Finding> _all = [];
    private readonly Dictionary<string, string?> _essential = new(StringComparer.Ordinal);

    /// <summary>How many there are besides.</summary>
    internal long LeftOut { get; set; }

    /// <summary>The findings, the worst first.</summary>
    internal IReadOnlyList<Finding> All => [.. _all.OrderByDescending(finding => Verdicts.Rank(finding.Effect))];

    /// <summary>The verdict that they add up to.</summary>
    internal string Verdict => _all.Aggregate(
        LeftOut > 0 ? Verdicts.Damaged : Verdicts.Boots, (verdict, finding) => Verdicts.Worse(verdict, finding.Effect));

    /// <summary>
    /// Adds a finding. An object that the boot needs makes it one that prevents the boot.
    /// </summary>
    internal void Add(Finding finding)
    {
        if (finding.Object is { } name && _essential.TryGetValue(name, out var reason))
        {
            // Init's own finding says less: the walk knows every file that has the object.
            _all.RemoveAll(other => other.Object == name && other.Code == finding.Code);
            if (finding.Effect == Verdicts.Damaged)
                finding = finding with { Effect = Verdicts.Refused };
            if (reason is not null)
                finding = finding with { Cause = finding.Cause + ": " + reason };
        }
        _all.Add(finding);
    }

    /// <summary>Notes an object without which the system does not start.</summary>
    /// <param name="name">The object.</param>
    /// <param name="reason">What needs it, a sentence; null if its path says so.</param>
    internal void Need(string name, string? reason = null) => _essential.TryAdd(name, reason);
}
