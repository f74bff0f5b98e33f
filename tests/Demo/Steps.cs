using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using PrepareRoot.Support;

namespace PrepareRoot.Demo;

/// <summary>What is to be done, in lanes that run side by side, and how long it takes yet.</summary>
/// <param name="lanes">The names of each lane's steps, and the seconds that each takes on two processors.</param>
internal sealed class Steps(params IReadOnlyList<(string Name, int Seconds)>[] lanes)
{
    private readonly Queue<(string Name, int Seconds)>[] _left = [.. lanes.Select(lane => new Queue<(string Name, int Seconds)>(lane))];
    private int _begun;

    /// <summary>Says that the next step of a lane begins.</summary>
    public void Next(int lane)
    {
        lock (_left)
        {
            var left = _left.Max(steps => steps.Sum(step => step.Seconds));
            var (name, _) = _left[lane].Dequeue();
            _begun++;
            Progress.Say(string.Create(CultureInfo.InvariantCulture, $"{_begun} of {lanes.Sum(steps => steps.Count)}: {name} … (about {Math.Max(left, 1)} s left)"));
        }
    }
}
