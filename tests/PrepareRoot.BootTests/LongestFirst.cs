using System;
using System.Collections.Generic;
using System.Linq;
using PrepareRoot.BootTests;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer(LongestFirst.Name, "PrepareRoot.BootTests")]

namespace PrepareRoot.BootTests;

/// <summary>
/// Starts the classes of tests whose machines take longest first, so that no processor is idle
/// while the last of them run. Many more classes run at once (<c>xunit.runner.json</c>) than
/// machines (<see cref="Guest.Emulator"/>): most of them wait.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    internal const string Name = "PrepareRoot.BootTests.LongestFirst";

    private static readonly string[] _longest =
    [
        nameof(Systems.LifeTests), nameof(Systems.ComposefsLifeTests), nameof(Chain.MeasuredSystemTests), nameof(Compatibility.CompatibilityTests),
        nameof(Prediction.PredictionTests), nameof(Systems.DracutWithoutSystemdTests), nameof(Systems.InitramfsToolsTests), nameof(Systems.SystemTests),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(Place);

    // The name of a collection ends with that of its class.
    private static int Place(ITestCollection collection)
    {
        var place = Array.FindIndex(_longest, name => collection.DisplayName.EndsWith("." + name, StringComparison.Ordinal));
        return place < 0 ? _longest.Length : place;
    }
}
